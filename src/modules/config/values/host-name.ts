import { isIP } from 'node:net';
import type { Reading } from './reading.js';
import { accepted, refused, wrongKind } from './reading.js';

const EXPECTED = 'a host name such as uploads.example.com';
/** Labels of RFC 1123 section 2.1. */
const LABELS = /^(?!-)[A-Za-z0-9-]{1,63}(?<!-)(?:\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*$/;

/** Whether a text is a host name. One that is all digits and dots would be a mistyped IPv4 address. */
export function isHostName(host: string): boolean {
  return host.length <= 253 && LABELS.test(host) && !/^[\d.]+$/.test(host);
}

/**
 * Reads the name of a host, without scheme, port, path and trailing dot; other alphabets are written in their `xn--`
 * form, as they arrive in the Host header.
 * @returns in lower case
 */
export function readHostName(raw: unknown): Reading<string> {
  if (typeof raw !== 'string') return wrongKind(EXPECTED, raw);
  if (raw.includes('://')) return refused('must not have a scheme');
  if (isIP(raw.replace(/^\[|\]$/g, '')) !== 0)
    return refused('must not be an IP address: no bucket can stand before one');
  if (raw.includes('/')) return refused('must not have a path');
  if (/:\d*$/.test(raw)) return refused('must not have a port: it is ignored in requests too');
  return isHostName(raw) ? accepted(raw.toLowerCase()) : refused(`expected ${EXPECTED}`);
}
