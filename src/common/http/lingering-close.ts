import type { Socket } from 'node:net';

/** How long a refused client may go on sending before its connection is reset. Milliseconds. */
const LINGER_MS = 10_000;
/** How much a refused client may go on sending. Bytes. */
const LINGER_BYTES = 128 * 1024 ** 2;
const CHECK_MS = 250;

/**
 * Makes the end of a connection such that a client whose body was refused can read why. Closing at once would make
 * the kernel send a reset for the bytes still arriving, and the client would see a broken connection instead of the
 * answer (RFC 9112 section 9.6). To be called before an answer with `Connection: close` is written; whoever does has
 * to see to it that the rest of the body is discarded.
 */
export function lingerAtClose(socket: Socket): void {
  // Node calls destroySoon when the answer is flushed.
  socket.destroySoon = () => {
    closeLingering(socket);
  };
}

/** Closes our sending side, discards what still comes for a bounded while, then closes. */
export function closeLingering(socket: Socket): void {
  if (socket.destroyed) return;
  const limit = socket.bytesRead + LINGER_BYTES;
  const deadline = performance.now() + LINGER_MS;
  const timer = setInterval(() => {
    if (socket.bytesRead > limit || performance.now() > deadline) socket.destroy();
  }, CHECK_MS);
  socket.once('close', () => {
    clearInterval(timer);
  });
  // When the client's side ends as well, Node destroys the socket by itself.
  socket.end();
  socket.resume();
}
