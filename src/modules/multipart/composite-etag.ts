import { createHash } from 'node:crypto';

const MD5 = /^"?([0-9a-f]{32})"?$/i;

/**
 * The ETag that an object of these parts has where ETags are MD5s: the MD5 of the parts' MD5s and their number.
 * @param etags of the parts, as a client lists them
 * @returns without quotes; undefined when one of them is no MD5, as under encryption with customer keys
 */
export function compositeEtag(etags: readonly string[]): string | undefined {
  const hash = createHash('md5');
  for (const etag of etags) {
    const [, hex] = MD5.exec(etag.trim()) ?? [];
    if (hex === undefined) return undefined;
    hash.update(hex, 'hex');
  }
  return `${hash.digest('hex')}-${etags.length}`;
}
