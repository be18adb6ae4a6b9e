/*
 * V8 collects the memory of buffers only when about 64 MiB of it are dead. A gateway that does nothing but pass
 * buffers on would keep that much for nothing, and spend a good part of its time on collections. So the pieces of a
 * body are freed as soon as their last byte has gone to the store. Only memory that was lent here is ever freed:
 * never a constant, never a slice of Node's buffer pool, never what somebody else still holds.
 */
const lent = new WeakMap<ArrayBufferLike, number>();

/**
 * To be called for a piece of a body that has its memory to itself, before its bytes are passed on.
 * @param bytes how many of its bytes will be given back; the others, such as framing, have been read already
 */
export function lendChunkMemory(piece: Buffer, bytes: number): void {
  if (bytes > 0 && piece.byteLength === piece.buffer.byteLength) lent.set(piece.buffer, bytes);
}

/**
 * To be called once for each chunk of a body that its reader is done with: its memory is freed when all bytes of the
 * piece it came in have been given back, and then the chunk is empty. Chunks of memory that was not lent are left
 * alone. Leaving out the call costs nothing but memory.
 */
export function returnChunkMemory(chunk: Buffer): void {
  const memory = chunk.buffer;
  const left = (lent.get(memory) ?? Infinity) - chunk.byteLength;
  if (left > 0) {
    if (left < Infinity) lent.set(memory, left);
    return;
  }
  lent.delete(memory);
  // Detaching is the one way that the language has to free memory by hand (ECMA-262, ArrayBuffer.prototype.transfer).
  if ('transfer' in memory) memory.transfer(0);
}
