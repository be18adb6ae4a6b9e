import type { RunningHash } from './checksum.js';

/** Castagnoli polynomial of RFC 3720 appendix B.4, bits reflected. */
const POLYNOMIAL = 0x82f63b78;

/**
 * Tables for eight bytes at a time ("slicing-by-8", Kounavis and Berry 2008), one after the other: entry
 * `256 * k + b` is what byte `b` contributes when `k` more bytes follow it.
 */
const TABLES = buildTables();

function buildTables(): Int32Array {
  const tables = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ POLYNOMIAL : remainder >>> 1;
    tables[byte] = remainder;
  }
  for (let i = 256; i < tables.length; i++) {
    const previous = tables[i - 256] ?? 0;
    tables[i] = (previous >>> 8) ^ (tables[previous & 0xff] ?? 0);
  }
  return tables;
}

/**
 * CRC-32C. `?? 0` below only satisfies the type checker: no index is out of range, and the compiled loop is as
 * fast without it.
 */
export class Crc32c implements RunningHash {
  #state = ~0;

  update(chunk: Uint8Array): void {
    const tables = TABLES;
    const length = chunk.length;
    let crc = this.#state;
    let i = 0;
    for (; i + 8 <= length; i += 8) {
      crc ^= (chunk[i] ?? 0) | ((chunk[i + 1] ?? 0) << 8) | ((chunk[i + 2] ?? 0) << 16) | ((chunk[i + 3] ?? 0) << 24);
      crc =
        (tables[1792 + (crc & 0xff)] ?? 0) ^
        (tables[1536 + ((crc >>> 8) & 0xff)] ?? 0) ^
        (tables[1280 + ((crc >>> 16) & 0xff)] ?? 0) ^
        (tables[1024 + (crc >>> 24)] ?? 0) ^
        (tables[768 + (chunk[i + 4] ?? 0)] ?? 0) ^
        (tables[512 + (chunk[i + 5] ?? 0)] ?? 0) ^
        (tables[256 + (chunk[i + 6] ?? 0)] ?? 0) ^
        (tables[chunk[i + 7] ?? 0] ?? 0);
    }
    for (; i < length; i++) crc = (crc >>> 8) ^ (tables[(crc ^ (chunk[i] ?? 0)) & 0xff] ?? 0);
    this.#state = crc;
  }

  digest(): Buffer {
    const value = Buffer.allocUnsafe(4);
    value.writeInt32BE(~this.#state);
    return value;
  }
}
