import { isIP } from 'node:net';
import type { Network } from '../../../common/http/trusted-proxies.js';
import type { Reading } from './reading.js';
import { accepted, refused, wrongKind } from './reading.js';

const EXPECTED = 'an address or network such as 10.0.0.0/8 or fd00::/8';

/** Reads a network in CIDR notation; an address alone is the network of this one address. */
export function readNetwork(raw: unknown): Reading<Network> {
  if (typeof raw !== 'string') return wrongKind(EXPECTED, raw);
  const [address = '', length, ...more] = raw.split('/');
  const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  if (bits === 0 || more.length > 0 || address.includes('%')) return refused(`expected ${EXPECTED}`);
  if (length === undefined) return accepted({ address, prefix: bits });
  const prefix = /^\d{1,3}$/.test(length) ? Number(length) : Number.POSITIVE_INFINITY;
  return prefix <= bits ? accepted({ address, prefix }) : refused(`the prefix must be 0 to ${bits} bits`);
}
