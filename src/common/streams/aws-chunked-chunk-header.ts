/** The first line of a chunk. */
export interface ChunkHeader {
  /** Bytes of data that follow; exact up to 2^53. */
  readonly size: number;
  /** 64 hex digits, in the signed forms. */
  readonly signature: string | undefined;
}

const UNSIGNED = /^[0-9a-f]{1,16}$/i;
const SIGNED = /^([0-9a-f]{1,16});chunk-signature=([0-9a-f]{64})$/i;

/**
 * Reads `<hex size>` or `<hex size>;chunk-signature=<hex>`, without its CRLF. Each form allows exactly its own line:
 * S3 knows no other chunk extension.
 */
export function parseChunkHeader(line: string, signed: boolean): ChunkHeader | undefined {
  if (!signed) return UNSIGNED.test(line) ? { size: Number.parseInt(line, 16), signature: undefined } : undefined;
  const [, size, signature] = SIGNED.exec(line) ?? [];
  return size === undefined ? undefined : { size: Number.parseInt(size, 16), signature };
}
