const UNRESERVED_ONLY = /^[A-Za-z0-9\-._~]*$/;
/** encodeURIComponent leaves these alone; the AWS alphabet does not. */
const LEFT_BY_JAVASCRIPT = /[!'()*]/g;
const WIRE_UNIT = /%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~]/g;

/**
 * Percent-encodes text as the S3 API wants it ("Authenticating Requests: UriEncode"): unreserved characters stay,
 * everything else becomes upper-case `%XX` of its UTF-8 bytes, `/` and space included.
 * @throws URIError for a lone surrogate, which has no UTF-8
 */
export function encodeUri(text: string): string {
  if (UNRESERVED_ONLY.test(text)) return text;
  return encodeURIComponent(text).replace(LEFT_BY_JAVASCRIPT, escapeByte);
}

/** As `encodeUri`, but `/` stays: the encoding of an object key in a path. */
export function encodeUriPath(text: string): string {
  return encodeUri(text).replaceAll('%2F', '/');
}

/**
 * The canonical encoding of a query name or value as it stood on the wire, one latin1 character per byte: escapes
 * are undone and made again, so that `%7e`, `%7E` and `~` are one. A `+` is a plus, and a stray `%` is itself.
 */
export function canonicalEscapes(wire: string): string {
  if (UNRESERVED_ONLY.test(wire)) return wire;
  return wire.replace(WIRE_UNIT, (unit) => {
    if (unit.length === 1) return escapeByte(unit);
    const character = String.fromCharCode(Number.parseInt(unit.slice(1), 16));
    return UNRESERVED_ONLY.test(character) ? character : unit.toUpperCase();
  });
}

function escapeByte(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
