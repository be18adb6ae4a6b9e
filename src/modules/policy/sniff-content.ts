import { GatewayError } from '../../common/errors/gateway-error.js';
import { activeContent } from './active-content.js';
import { CONTENT_SIGNATURES } from './content-signatures.js';
import type { MediaTypeList } from './media-type-list.js';

/** How much of an object's beginning is looked at. Bytes. */
export const SNIFFED_BYTES = 4096;

/** Types that promise nothing about the bytes. */
const ANYTHING = new Set(['application/octet-stream', 'binary/octet-stream']);

/**
 * Compares the beginning of an object with the type it was declared to be.
 * @param declared type and subtype in lower case
 * @param allowed the bucket's list: active content passes only when it is named there
 * @throws GatewayError AccessDenied
 */
export function sniffContent(head: Buffer, declared: string, allowed: MediaTypeList | undefined): void {
  const active = activeContent(head);
  if (active !== undefined) {
    if (allowed?.names(declared) === true && describes(declared, active)) return;
    throw mismatch(declared);
  }
  const found = CONTENT_SIGNATURES.find((signature) => signature.matches(head));
  if (found === undefined) {
    // What has a signature of its own has to bear it; an empty object has nothing to show.
    if (head.length > 0 && hasSignature(declared)) throw mismatch(declared);
    if (declared.startsWith('text/') && head.includes(0)) throw mismatch(declared);
    return;
  }
  if (ANYTHING.has(declared) || found.types.includes(declared)) return;
  const isContainer = found.types.includes('application/zip') || found.types.includes('application/gzip');
  if (isContainer && declared.startsWith('application/') && !hasSignature(declared)) return;
  throw mismatch(declared);
}

/** Whether bytes of the active type may go by the declared name. */
function describes(declared: string, active: string): boolean {
  if (declared === active) return true;
  const isXml = declared === 'application/xml' || declared.endsWith('+xml') || declared === 'text/xml';
  return active === 'text/html' ? declared === 'application/xhtml+xml' : isXml;
}

function hasSignature(mediaType: string): boolean {
  return CONTENT_SIGNATURES.some(({ types }) => types.includes(mediaType));
}

function mismatch(declared: string): GatewayError {
  return new GatewayError('AccessDenied', { message: `The content is not what its type ${declared} says.` });
}
