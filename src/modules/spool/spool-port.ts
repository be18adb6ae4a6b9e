/** Bytes that wait in the gateway until their number is known. To be discarded in any case. */
export interface SpooledBytes {
  /** How many have been appended. */
  readonly length: number;
  /**
   * Keeps a copy of the bytes. One call at a time.
   * @throws GatewayError InternalError for more than was reserved, InsufficientStorage where the disk is full
   */
  append(bytes: Uint8Array): Promise<void>;
  /** All of them, in pieces that belong to the reader. To be called after the last `append`. */
  read(): AsyncIterable<Buffer>;
  /** Gives up the bytes and their room. May be called twice; never rejects. */
  discard(): Promise<void>;
}

/** Where bodies of unknown length wait. Bounded as a whole: who finds no room waits, and does not fail for it. */
export interface Spool {
  /**
   * Reserves room for one body before its first byte is read, so that bodies that have begun can always go on.
   * @param bytes most that will be appended
   * @param signal gives up waiting; rejects with its reason
   * @throws GatewayError EntityTooLarge for more than the spool has at all
   */
  reserve(bytes: number, signal: AbortSignal): Promise<SpooledBytes>;
}

/** What the port is bound to. */
export const SPOOL = Symbol('SPOOL');
