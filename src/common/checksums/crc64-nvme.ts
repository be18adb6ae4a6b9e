import type { RunningHash } from './checksum.js';

/** Polynomial of the NVM Express specification (CRC-64/NVME), bits reflected, in two halves. */
const POLYNOMIAL_HIGH = 0x9a6c9329;
const POLYNOMIAL_LOW = 0xac4bc9b5;

/**
 * Tables for eight bytes at a time ("slicing-by-8", Kounavis and Berry 2008). Entry `256 * k + b` is what byte
 * `b` contributes when `k` more bytes follow it. 64-bit values are kept as two halves, since a BigInt would be
 * allocated for every step.
 */
const [LOW, HIGH] = buildTables();

function buildTables(): [low: Int32Array, high: Int32Array] {
  const lows = new Int32Array(8 * 256);
  const highs = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let low = byte;
    let high = 0;
    for (let bit = 0; bit < 8; bit++) {
      const odd = low & 1;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (odd) {
        low ^= POLYNOMIAL_LOW;
        high ^= POLYNOMIAL_HIGH;
      }
    }
    lows[byte] = low;
    highs[byte] = high;
  }
  for (let i = 256; i < lows.length; i++) {
    const low = lows[i - 256] ?? 0;
    const high = highs[i - 256] ?? 0;
    lows[i] = ((low >>> 8) | (high << 24)) ^ (lows[low & 0xff] ?? 0);
    highs[i] = (high >>> 8) ^ (highs[low & 0xff] ?? 0);
  }
  return [lows, highs];
}

/** CRC-64/NVME. For `?? 0` see Crc32c: it costs nothing and no index is out of range. */
export class Crc64Nvme implements RunningHash {
  #low = ~0;
  #high = ~0;

  update(chunk: Uint8Array): void {
    const lows = LOW;
    const highs = HIGH;
    const length = chunk.length;
    let low = this.#low;
    let high = this.#high;
    let i = 0;
    for (; i + 8 <= length; i += 8) {
      low ^= (chunk[i] ?? 0) | ((chunk[i + 1] ?? 0) << 8) | ((chunk[i + 2] ?? 0) << 16) | ((chunk[i + 3] ?? 0) << 24);
      high ^=
        (chunk[i + 4] ?? 0) | ((chunk[i + 5] ?? 0) << 8) | ((chunk[i + 6] ?? 0) << 16) | ((chunk[i + 7] ?? 0) << 24);
      const i7 = 1792 + (low & 0xff);
      const i6 = 1536 + ((low >>> 8) & 0xff);
      const i5 = 1280 + ((low >>> 16) & 0xff);
      const i4 = 1024 + (low >>> 24);
      const i3 = 768 + (high & 0xff);
      const i2 = 512 + ((high >>> 8) & 0xff);
      const i1 = 256 + ((high >>> 16) & 0xff);
      const i0 = high >>> 24;
      low =
        (lows[i7] ?? 0) ^
        (lows[i6] ?? 0) ^
        (lows[i5] ?? 0) ^
        (lows[i4] ?? 0) ^
        (lows[i3] ?? 0) ^
        (lows[i2] ?? 0) ^
        (lows[i1] ?? 0) ^
        (lows[i0] ?? 0);
      high =
        (highs[i7] ?? 0) ^
        (highs[i6] ?? 0) ^
        (highs[i5] ?? 0) ^
        (highs[i4] ?? 0) ^
        (highs[i3] ?? 0) ^
        (highs[i2] ?? 0) ^
        (highs[i1] ?? 0) ^
        (highs[i0] ?? 0);
    }
    for (; i < length; i++) {
      const index = (low ^ (chunk[i] ?? 0)) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ (lows[index] ?? 0);
      high = (high >>> 8) ^ (highs[index] ?? 0);
    }
    this.#low = low;
    this.#high = high;
  }

  digest(): Buffer {
    const value = Buffer.allocUnsafe(8);
    value.writeInt32BE(~this.#high, 0);
    value.writeInt32BE(~this.#low, 4);
    return value;
  }
}
