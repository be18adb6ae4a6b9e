import { GatewayError } from '../../common/errors/gateway-error.js';
import { parseParameterizedValue } from '../../common/http/media-type.js';
import { trimOws } from '../../common/http/trim-ows.js';

/** What the header fields of one part of a form say. */
export interface PartHead {
  /** In lower case: names of fields are compared without regard to case. */
  readonly name: string;
  /** Empty when there is none. */
  readonly filename: string;
}

/**
 * Reads the header fields of a part (RFC 7578 section 4). `Content-Type` and the others say nothing that S3 heeds.
 * @param head one latin1 character per byte
 * @throws GatewayError MalformedPOSTRequest
 */
export function parsePartHead(head: string): PartHead {
  let disposition: string | undefined;
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':');
    // A folded or broken line: which field it belongs to must not be a guess.
    if (colon < 1 || /[\r\n\0]/.test(line) || /^[ \t]/.test(line)) throw new GatewayError('MalformedPOSTRequest');
    if (line.slice(0, colon).toLowerCase() !== 'content-disposition') continue;
    if (disposition !== undefined) throw new GatewayError('MalformedPOSTRequest');
    disposition = trimOws(line.slice(colon + 1));
  }
  const parsed = parseParameterizedValue(disposition ?? '');
  const name = parsed?.parameters.get('name') ?? '';
  if (parsed?.value !== 'form-data' || name === '') throw new GatewayError('MalformedPOSTRequest');
  return { name: utf8(name).toLowerCase(), filename: baseName(utf8(parsed.parameters.get('filename') ?? '')) };
}

/** Browsers of old send a whole path; S3 takes what follows the last slash or backslash. */
function baseName(filename: string): string {
  return filename.slice(Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\')) + 1);
}

function utf8(latin1: string): string {
  const bytes = Buffer.from(latin1, 'latin1');
  const text = bytes.toString('utf8');
  if (text.includes('\ufffd') && !Buffer.from(text).equals(bytes)) throw new GatewayError('MalformedPOSTRequest');
  return text;
}
