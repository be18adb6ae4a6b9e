import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../common/errors/gateway-error.js';

const VERSIONS = new Set(['1.0', '1.1']);
const ABSOLUTE_FORM = /^https?:\/\/([^/?#]*)/i;

/**
 * What is wrong with a request line and Host field that Node's parser lets pass: versions of HTTP that are not
 * spoken here, and a Host that is missing (RFC 9112 section 3.2), given twice, or other than the authority of a
 * target in absolute form. Behind a proxy each of them could mean another server than the one it chose.
 */
export function requestHeadFault({ httpVersion, url, rawHeaders }: IncomingMessage): GatewayError | undefined {
  if (!VERSIONS.has(httpVersion)) return invalid(`HTTP/${httpVersion} is not supported.`);
  const hosts = rawHeaders.filter((_, index) => rawHeaders[index - 1]?.toLowerCase() === 'host' && index % 2 === 1);
  if (hosts.length > 1) return invalid('The request has more than one Host header.');
  const [host] = hosts;
  if (host === undefined) return httpVersion === '1.1' ? invalid('The request has no Host header.') : undefined;
  const authority = ABSOLUTE_FORM.exec(url ?? '')?.[1];
  if (authority !== undefined && authority.toLowerCase() !== host.toLowerCase()) {
    return invalid('The Host header and the request target name different hosts.');
  }
  return undefined;
}

function invalid(message: string): GatewayError {
  return new GatewayError('InvalidRequest', { message });
}
