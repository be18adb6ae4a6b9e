/** One line of the trailer of an aws-chunked body, as it is signed. */
export interface TrailerLine {
  /** Lower-case. */
  readonly name: string;
  readonly value: string;
}

/**
 * Sees an aws-chunked body as it is decoded, in order: for each chunk, the zero-sized last one included, its start,
 * its data in any number of slices and its end; then the trailer, if the body has one. Throws to refuse the body.
 */
export interface ChunkVerifier {
  /**
   * @param signature 64 hex digits; undefined in the unsigned form
   * @param size bytes of data in this chunk
   */
  chunkStart(signature: string | undefined, size: number): void;
  /** The slice is shared with whoever receives the body: not to be changed. */
  chunkData(slice: Buffer): void;
  chunkEnd(): void;
  /** @param signature value of `x-amz-trailer-signature`; undefined in the unsigned form */
  trailer(lines: readonly TrailerLine[], signature: string | undefined): void;
}
