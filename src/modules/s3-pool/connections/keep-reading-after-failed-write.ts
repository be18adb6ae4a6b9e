import type { Socket } from 'node:net';

/**
 * A backend that refuses a large body answers, closes, and resets the connection as more of the body arrives. Node
 * gives a socket up at its first failed write, although the answer may already be in its receive buffer: then the
 * client would be told to try again (503) instead of what was wrong. So the end is put off until what had arrived
 * was delivered as `data`, past the stream's own state, which refuses it by then.
 */
export function keepReadingAfterFailedWrite(socket: Socket): void {
  const destroy = socket.destroy.bind(socket);
  const push = socket.push.bind(socket);
  let writeFailed = false;
  socket.destroy = (error) => {
    if (writeFailed || !isFailedWrite(error)) return destroy(error);
    writeFailed = true;
    // Sockets are read in the poll phase. The first immediate may still be ahead of one, the second is behind it.
    setImmediate(() => {
      setImmediate(() => destroy(error));
    });
    return socket;
  };
  socket.push = (chunk: unknown, encoding) =>
    writeFailed && chunk !== null ? socket.emit('data', chunk) : push(chunk, encoding);
}

function isFailedWrite(error: Error | undefined): boolean {
  return error !== undefined && 'syscall' in error && error.syscall === 'write';
}
