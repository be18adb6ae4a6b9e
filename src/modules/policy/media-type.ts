/** What S3 stores an object as when its writer named no type. */
const DEFAULT_MEDIA_TYPE = 'binary/octet-stream';
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const ESSENCE = new RegExp(`^\\s*(${TOKEN}/${TOKEN})\\s*(?:;|$)`);

/**
 * Type and subtype of a Content-Type in lower case, without its parameters (RFC 9110 section 8.3.1).
 * @returns undefined for a value that names no type
 */
export function mediaType(contentType = DEFAULT_MEDIA_TYPE): string | undefined {
  return ESSENCE.exec(contentType)?.[1]?.toLowerCase();
}
