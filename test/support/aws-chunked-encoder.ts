/** Builds aws-chunked bodies by hand, so that tests can also build wrong ones. */
export interface EncodedTrailer {
  readonly name: string;
  readonly value: string;
}

export interface EncodeOptions {
  /** Present in the signed forms: gives the signature of the chunk with this index. */
  readonly signature?: (index: number) => string;
  readonly trailer?: EncodedTrailer;
  /** What ends the trailer line; minio-go sends `\n\r\n`. */
  readonly trailerLineEnd?: string;
}

export const SOME_SIGNATURE = '0123456789abcdef'.repeat(4);

/** Frames the chunks and adds the empty last one. */
export function encodeAwsChunked(chunks: readonly Uint8Array[], options: EncodeOptions = {}): Buffer {
  const { signature, trailer, trailerLineEnd = '\r\n' } = options;
  const parts: Uint8Array[] = [];
  [...chunks, new Uint8Array()].forEach((chunk, index) => {
    const extension = signature === undefined ? '' : `;chunk-signature=${signature(index)}`;
    parts.push(Buffer.from(`${chunk.length.toString(16)}${extension}\r\n`), chunk);
    if (chunk.length > 0) parts.push(Buffer.from('\r\n'));
  });
  if (trailer !== undefined) {
    parts.push(Buffer.from(`${trailer.name}:${trailer.value}${trailerLineEnd}`));
    if (signature !== undefined) parts.push(Buffer.from(`x-amz-trailer-signature:${signature(chunks.length + 1)}\r\n`));
  }
  parts.push(Buffer.from('\r\n'));
  return Buffer.concat(parts);
}

/** Cuts data at the given offsets, which may come in any order and lie anywhere. */
export function cutAt(data: Buffer, offsets: readonly number[]): Buffer[] {
  const sorted = [...new Set(offsets.map((offset) => offset % (data.length + 1)))].sort((a, b) => a - b);
  return [...sorted, data.length].map((end, index) => data.subarray(sorted[index - 1] ?? 0, end));
}
