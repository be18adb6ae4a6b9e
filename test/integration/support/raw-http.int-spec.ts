import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { RawConnection, rawExchange } from '../../support/raw-http.js';

let server: Server | undefined;

async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  server = createServer({ allowHalfOpen: true }, onConnection).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

afterEach(() => {
  server?.close();
});

describe('RawConnection', () => {
  it('sends exactly the bytes it is given, in pieces, and reads on after its FIN', async () => {
    const port = await listen((socket) => {
      const chunks: Buffer[] = [];
      socket.on('data', (chunk) => chunks.push(chunk));
      socket.on('end', () => {
        socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n${Buffer.concat(chunks).toString('hex')}`);
      });
    });
    using connection = await RawConnection.open(port);
    await connection.sendPieces(['\xe9', Uint8Array.of(0)]);
    connection.halfClose();
    const [response] = await connection.waitForResponses();
    expect(response).toMatchObject({ status: 200, text: 'e900' });
    expect(await connection.waitForEnd()).toBe('end');
  });

  it('tells a reset from an orderly end', async () => {
    const port = await listen((socket) => {
      socket.once('data', () => {
        socket.resetAndDestroy();
      });
    });
    using connection = await RawConnection.open(port);
    await connection.send('x');
    expect(await connection.waitForEnd()).toBe('reset');
  });

  it('ends its own side with a reset', async () => {
    const seen = Promise.withResolvers<string | undefined>();
    const port = await listen((socket) => {
      socket.resume();
      socket.on('error', (error: NodeJS.ErrnoException) => {
        seen.resolve(error.code);
      });
    });
    using connection = await RawConnection.open(port);
    await connection.send('x');
    connection.reset();
    expect(await seen.promise).toBe('ECONNRESET');
  });

  it('says what it has when the wait is over or the connection ends too early', async () => {
    const port = await listen((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      socket.once('data', () => socket.end());
    });
    using connection = await RawConnection.open(port);
    await expect(connection.waitForResponses(1, 50)).rejects.toThrow('HTTP/1.1 200 OK');
    await connection.send('x');
    await expect(connection.waitForResponses()).rejects.toThrow('ended (end) with 0 of 1');
  });
});

describe('rawExchange', () => {
  it('returns interim and final responses', async () => {
    const port = await listen((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 100 Continue\r\n\r\n');
        socket.write('HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n');
      });
    });
    const responses = await rawExchange(port, 'PUT /a/b HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(responses.map(({ status, text }) => [status, text])).toEqual([
      [100, ''],
      [403, 'abc'],
    ]);
  });
});
