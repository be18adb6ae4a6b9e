import { isIPv4 } from 'node:net';
import { isHostName } from './host-name.js';
import type { Reading } from './reading.js';
import { accepted, refused, wrongKind } from './reading.js';

const EXPECTED = 'an origin such as https://app.example.com, https://*.example.com, or "*"';
const PARTS = /^([a-z][a-z0-9+.-]*):\/\/(\*\.)?(\[[0-9a-f:]+\]|[^:/?#@\s[\]]+)(?::(\d{1,5}))?(\/.*)?$/;
/** Browsers leave these out of an origin (RFC 6454 section 6.2), so that a pattern with one would never match. */
const OWN_PORT: Readonly<Record<string, string>> = { http: '80', https: '443' };

/**
 * Reads an entry of `cors.origins`. `null` is none: every sandboxed frame and local file has this origin.
 * @returns in lower case, as browsers write origins
 */
export function readOriginPattern(raw: unknown): Reading<string> {
  if (typeof raw !== 'string') return wrongKind(EXPECTED, raw);
  if (raw === '*') return accepted(raw);
  const pattern = raw.toLowerCase();
  const parts = PARTS.exec(pattern);
  if (parts === null) return refused(`expected ${EXPECTED}`);
  const [, scheme = '', wildcard, host = '', port, path] = parts;
  if (path !== undefined) return refused('must not have a path, not even "/"');
  if (host.includes('*')) return refused('"*" can only stand for the first labels of the host: https://*.example.com');
  const name = isHostName(host);
  if (!name && (wildcard !== undefined || !(isIPv4(host) || host.startsWith('['))))
    return refused(`expected ${EXPECTED}`);
  if (port !== undefined && OWN_PORT[scheme] === port) return refused(`must not have the port of ${scheme} itself`);
  return accepted(pattern);
}
