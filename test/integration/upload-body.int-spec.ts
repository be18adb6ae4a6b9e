import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ChecksumAlgorithm, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { describeBody } from '../../src/modules/upload-body/describe-body.js';
import { RequestBody } from '../../src/modules/upload-body/request-body.js';
import type { BodyVerification } from '../../src/modules/storage/index.js';

const silent = (): void => undefined;

/** What the server made of one request. */
interface Outcome {
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly data?: Buffer;
  readonly trailerChecksum?: string | undefined;
  readonly code?: unknown;
}

/** A server that does nothing but receive bodies, and answers whatever became of them. */
class ReceivingServer {
  readonly #server: Server;
  readonly #outcomes: Outcome[] = [];
  readonly #sockets = new Set<Socket>();
  verification: BodyVerification = 'everything';
  idleTimeoutMs = 60_000;

  constructor() {
    this.#server = createServer((request, response) => {
      void this.#receive(request).then((outcome) => {
        this.#outcomes.push(outcome);
        this.#server.emit('outcome', outcome);
        response.writeHead(outcome.code === undefined ? 200 : 400, { connection: 'close' }).end();
      });
    });
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  async start(): Promise<void> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async outcome(): Promise<Outcome> {
    if (this.#outcomes.length === 0) await once(this.#server, 'outcome');
    const [outcome] = this.#outcomes;
    if (outcome === undefined) throw new Error('Nothing was received');
    return outcome;
  }

  async #receive(request: IncomingMessage): Promise<Outcome> {
    const headers = request.headers;
    try {
      const map = new Map(Object.entries(headers).map(([name, value]) => [name, String(value)]));
      const description = describeBody({ method: request.method ?? '', headers: map });
      const body = new RequestBody(description, request, () => undefined, { idleTimeoutMs: this.idleTimeoutMs });
      const data = await buffer(body.open(this.verification));
      return { headers, data, trailerChecksum: body.trailerChecksum };
    } catch (error) {
      return { headers, code: Error.isError(error) && 'code' in error ? error.code : error };
    }
  }
}

describe('RequestBody on a real connection', () => {
  let server: ReceivingServer;

  beforeEach(async () => {
    server = new ReceivingServer();
    await server.start();
  });

  afterEach(async () => {
    await server.stop();
  });

  describe('receives what the AWS SDK sends', () => {
    const data = Buffer.from(Array.from({ length: 300_001 }, (_, index) => (index * 7919) >>> 5));

    async function put(
      body: Buffer | Readable,
      input: { ChecksumAlgorithm?: ChecksumAlgorithm } = {},
    ): Promise<Outcome> {
      const client = new S3Client({
        endpoint: `http://127.0.0.1:${server.port}`,
        region: 'us-east-1',
        forcePathStyle: true,
        maxAttempts: 1,
        logger: { debug: silent, info: silent, warn: silent, error: silent },
        credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
      });
      try {
        await client.send(
          new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: body, ContentLength: data.length, ...input }),
        );
      } finally {
        client.destroy();
      }
      return server.outcome();
    }

    it.each(Object.values(ChecksumAlgorithm).filter((name) => /^(CRC|SHA1|SHA256)/.test(name)))(
      'as a stream, with a trailer of %s',
      async (algorithm) => {
        const pieces = [data.subarray(0, 10_000), data.subarray(10_000, 200_000), data.subarray(200_000)];
        const outcome = await put(Readable.from(pieces, { objectMode: false }), { ChecksumAlgorithm: algorithm });
        expect(outcome.headers).toMatchObject({
          'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
          'x-amz-trailer': `x-amz-checksum-${algorithm.toLowerCase()}`,
        });
        expect(outcome.data?.equals(data)).toBe(true);
        expect(outcome.trailerChecksum).toBeDefined();
      },
    );

    // The SDK makes a chunk of every piece that its caller's stream yields; S3 refuses these bodies as well
    // (aws/aws-sdk-js-v3#6949), and `requestStreamBufferSize` is its remedy.
    it('as a stream of small pieces: refused as S3 does', async () => {
      const pieces = [data.subarray(0, 100), data.subarray(100)];
      await expect(put(Readable.from(pieces, { objectMode: false }))).rejects.toThrow();
      expect(await server.outcome()).toMatchObject({ code: 'InvalidChunkSizeError' });
    });

    it('as a buffer, with checksum and SHA-256 in headers', async () => {
      const outcome = await put(data, { ChecksumAlgorithm: 'SHA256' });
      expect(outcome.headers['x-amz-checksum-sha256']).toBe(createHash('sha256').update(data).digest('base64'));
      expect(outcome.headers['x-amz-content-sha256']).toBe(createHash('sha256').update(data).digest('hex'));
      expect(outcome.data?.equals(data)).toBe(true);
    });
  });

  describe('with a client that misbehaves', () => {
    const head = (length: number): string => `PUT /b/k HTTP/1.1\r\nHost: h\r\nContent-Length: ${length}\r\n`;

    it('refuses a body whose client disappears', async () => {
      const socket = connect(server.port, '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(`${head(100)}\r\nhalf`);
      socket.end();
      expect(await server.outcome()).toMatchObject({ code: 'IncompleteBody' });
      socket.destroy();
    });

    it('refuses a body that stalls, and still can answer', async () => {
      server.idleTimeoutMs = 50;
      const socket = connect(server.port, '127.0.0.1');
      socket.write(`${head(100)}\r\nhalf`);
      expect(await server.outcome()).toMatchObject({ code: 'RequestTimeout' });
      expect((await buffer(socket)).toString()).toMatch(/^HTTP\/1\.1 400 /);
    });

    it('refuses a wrong body, and still can answer', async () => {
      const socket = connect(server.port, '127.0.0.1');
      socket.write(`${head(5)}Content-MD5: 1B2M2Y8AsgTpgAmY7PhCfg==\r\n\r\nhello`);
      expect((await buffer(socket)).toString()).toMatch(/^HTTP\/1\.1 400 /);
      expect(await server.outcome()).toMatchObject({ code: 'BadDigest' });
    });

    it('takes an aws-chunked body of open length', async () => {
      const socket = connect(server.port, '127.0.0.1');
      const body = '5\r\nhello\r\n0\r\nx-amz-checksum-crc32c:mnG7TA==\r\n\r\n';
      socket.write(
        'PUT /b/k HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nX-Amz-Decoded-Content-Length: 5\r\n' +
          'X-Amz-Content-SHA256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\nX-Amz-Trailer: x-amz-checksum-crc32c\r\n\r\n' +
          `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
      );
      const outcome = await server.outcome();
      expect(outcome).toMatchObject({ trailerChecksum: 'mnG7TA==' });
      expect(outcome.data?.toString()).toBe('hello');
      socket.destroy();
    });
  });
});
