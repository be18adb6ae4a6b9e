import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { Script } from '../support/raw-backend.js';
import { ADDRESS, INCOMPLETE, LARGE, S3PoolFixture, endingOf, failure, put } from '../support/s3-pool-fixture.js';
import { bodyOf, brokenBody, streamedBody } from '../support/upload-bodies.js';

const fixture = new S3PoolFixture();

describe('a client that fails', () => {
  const silent: Script = () => undefined;

  it.each([20_000, 1_000_000])('goes away after %d bytes: the backend sees a reset', async (sent) => {
    const server = await fixture.backend(silent);
    const store = fixture.store(server.endpoint);
    const error = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    const arrived = async (): Promise<unknown> => {
      const connection = await server.connection();
      return connection.discard(sent);
    };
    expect(await failure(put(store, brokenBody(LARGE, sent, error, arrived)))).toMatchObject(INCOMPLETE);
    expect(await endingOf(server)).toBe('reset');
    expect(store.pool.open).toBe(0);
  });

  it('sends less than a first read-ahead: no connection is opened for it', async () => {
    const server = await fixture.backend(silent);
    const store = fixture.store(server.endpoint);
    const error = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    expect(await failure(put(store, brokenBody(LARGE, 16_383, error)))).toMatchObject(INCOMPLETE);
    expect(server.connections).toHaveLength(0);
  });

  it.each([
    ['shorter', 100_001, INCOMPLETE],
    ['longer', 99_999, { code: 'InternalError' }],
  ])('yields a body that is %s than declared: the backend sees a reset', async (_name, declared, expected) => {
    const server = await fixture.backend(silent);
    const store = fixture.store(server.endpoint);
    const body = streamedBody(declared, () => Readable.from([Buffer.alloc(50_000), Buffer.alloc(50_000)]));
    expect(await failure(put(store, body))).toMatchObject(expected);
    expect(await endingOf(server)).toBe('reset');
  });

  it('yields a body without its announced trailer: the backend sees a reset', async () => {
    const server = await fixture.backend(silent);
    const store = fixture.store(server.endpoint);
    const body = bodyOf(Buffer.alloc(20_000), { checksum: { algorithm: 'crc32' } });
    expect(await failure(put(store, body))).toMatchObject({ code: 'InternalError' });
    expect(await endingOf(server)).toBe('reset');
  });

  it('has a body that is destroyed without a word', async () => {
    const server = await fixture.backend(silent);
    const store = fixture.store(server.endpoint);
    const stream = new PassThrough();
    const result = failure(
      put(
        store,
        streamedBody(LARGE, () => stream),
      ),
    );
    stream.write(Buffer.alloc(20_000));
    const connection = await server.connection();
    await connection.head();
    stream.destroy();
    expect(await result).toMatchObject(INCOMPLETE);
    expect(await connection.ending).toBe('reset');
  });

  it('smuggles a line end into a header: refused before the body is asked for', async () => {
    const server = await fixture.backend(silent);
    const store = fixture.store(server.endpoint);
    let asked = false;
    const body = streamedBody(1, () => {
      asked = true;
      return Readable.from([Buffer.from('x')]);
    });
    const headers = new Map([['x-amz-meta-a', 'x\r\nx-amz-acl: public-read']]);
    expect(await failure(store.putObject({ address: ADDRESS, headers, body }))).toMatchObject({
      code: 'InvalidArgument',
    });
    expect(await failure(store.createMultipartUpload({ address: ADDRESS, headers }))).toMatchObject({
      code: 'InvalidArgument',
    });
    expect(asked).toBe(false);
    expect(server.connections).toHaveLength(0);
  });
});
