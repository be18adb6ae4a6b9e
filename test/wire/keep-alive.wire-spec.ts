import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { patternedBytes } from '../support/memory-body.js';
import { RawConnection } from '../support/raw-http.js';
import { answerOf, request, requestHead, verdict } from '../support/raw-request.js';
import { openSockets, WireGateway } from '../support/wire-gateway.js';

const LARGE = patternedBytes(1_500_000);
const CONTENT = LARGE.toString('latin1');
const put = (key: string, body: string | Buffer): Buffer => request('PUT', `/uploads/${key}`, body);
const BROKEN_CHUNKS = {
  'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'x-amz-decoded-content-length': 5,
};

describe('several requests on one connection', () => {
  let target: WireGateway;
  beforeAll(async () => {
    target = await WireGateway.start();
  });
  afterAll(() => target.stop());
  afterEach(async () => {
    for (const key of Object.keys(await target.objects())) await rm(join(target.root, key));
    await target.expectUntouched();
    expect(await openSockets()).toBe(0);
  });

  async function verdicts(bytes: readonly Buffer[], count: number): Promise<string[]> {
    using connection = await RawConnection.open(target.port);
    await connection.send(Buffer.concat(bytes)).catch(() => undefined);
    const answers = await connection.waitForResponses(count);
    return answers.map(verdict);
  }

  it('answers pipelined uploads in order and stores each exactly', async () => {
    expect(await verdicts([put('a', 'first'), put('b', LARGE), put('c', 'third')], 3)).toEqual(['200', '200', '200']);
    expect(await target.objects()).toEqual({ a: 'first', b: CONTENT, c: 'third' });
  });

  it('carries pipelined uploads out one after the other: the last of one key wins', async () => {
    const uploads = Array.from({ length: 40 }, (_, index) => put('same', `version ${index}`));
    expect(await verdicts(uploads, 40)).toEqual(Array.from({ length: 40 }, () => '200'));
    expect(await target.objects()).toEqual({ same: 'version 39' });
  });

  it('goes on behind an error', async () => {
    const requests = [put('a', 'first'), put('x?acl', 'refused'), put('..', 'refused'), put('b', 'last')];
    expect(await verdicts(requests, 4)).toEqual(['200', '405 MethodNotAllowed', '400 InvalidURI', '200']);
    expect(await target.objects()).toEqual({ a: 'first', b: 'last' });
  });

  it('goes on behind a body that was refused after it had arrived', async () => {
    using connection = await RawConnection.open(target.port);
    for (let round = 0; round < 5; round++) {
      // Large enough to wait in the message's buffer, and refused at its first bytes.
      const body = Buffer.alloc(60_000, 'z');
      await connection.send(request('PUT', '/uploads/x', body, BROKEN_CHUNKS));
      const refused = await answerOf(connection, 'PUT', 1);
      expect(verdict(refused)).toBe('400 IncompleteBody');
      if (refused.headers['connection'] === 'close') break;
      await connection.send(put('a', 'next'));
      expect(verdict(await answerOf(connection, 'PUT', 2 * round + 2))).toBe('200');
    }
  });

  it('answers probes in between', async () => {
    const requests = [
      put('a', 'x'),
      Buffer.from(requestHead('GET', '/health')),
      put('b', 'y'),
      Buffer.from(requestHead('GET', '/ready')),
      put('c', 'z'),
    ];
    using connection = await RawConnection.open(target.port);
    await connection.send(Buffer.concat(requests));
    const answers = await connection.waitForResponses(5);
    expect(answers.map(verdict)).toEqual(['200', '200', '200', '200', '200']);
    expect(JSON.parse(answers[1]?.text ?? '')).toMatchObject({ status: 'ok' });
    expect(JSON.parse(answers[3]?.text ?? '')).toMatchObject({ status: 'ready' });
    expect(Object.keys(await target.objects())).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['GET', '/health', ''],
    ['PUT', '/uploads/a', CONTENT],
  ])('ends the connection behind an offer to upgrade: %s', async (method, path, body) => {
    using connection = await RawConnection.open(target.port);
    const offer = request(method, path, Buffer.from(body, 'latin1'), { Connection: 'Upgrade', Upgrade: 'websocket' });
    await connection.send(Buffer.concat([offer, put('smuggled', 'x')]));
    const answer = await answerOf(connection, method);
    expect([verdict(answer), answer.headers['connection']]).toEqual(['200', 'close']);
    expect(await connection.waitForEnd()).toBe('end');
    expect(await target.objects()).toEqual(body === '' ? {} : { a: CONTENT });
  });

  it('takes the next request in the packet that ends a body', async () => {
    using connection = await RawConnection.open(target.port);
    const first = put('a', LARGE);
    await connection.sendPieces([
      first.subarray(0, -10),
      Buffer.concat([first.subarray(-10), put('b', 'next').subarray(0, 20)]),
      put('b', 'next').subarray(20),
    ]);
    expect((await connection.waitForResponses(2)).map(verdict)).toEqual(['200', '200']);
    expect(await target.objects()).toEqual({ a: CONTENT, b: 'next' });
  });

  it('carries out nothing behind an answer that ends the connection', async () => {
    using connection = await RawConnection.open(target.port);
    await connection.send(requestHead('PUT', '/nowhere/k', { 'Content-Length': LARGE.length }));
    expect(verdict(await answerOf(connection))).toBe('404 NoSuchBucket');
    // The gateway still reads, so that the answer is not lost, but it must not obey.
    await connection.send(Buffer.concat([LARGE, put('smuggled', 'x')]));
    expect(await connection.waitForEnd()).toBe('end');
    // As much time as an upload takes, while the first client stays.
    await target.expectServing();
    expect(await target.objects()).toEqual({});
  });

  it('refuses garbage behind an upload only after the upload is answered', async () => {
    using connection = await RawConnection.open(target.port);
    await connection.send(Buffer.concat([put('a', LARGE), Buffer.from('garbage\r\n\r\n')]));
    expect((await connection.waitForResponses(2)).map(verdict)).toEqual(['200', '400 InvalidRequest']);
    expect(await connection.waitForEnd()).toBe('end');
    expect(await target.objects()).toEqual({ a: CONTENT });
  });

  it('refuses CONNECT behind an upload only after the upload is answered', async () => {
    using connection = await RawConnection.open(target.port);
    await connection.send(Buffer.concat([put('a', LARGE), Buffer.from(requestHead('CONNECT', 'example.com:443'))]));
    expect((await connection.waitForResponses(2)).map(verdict)).toEqual(['200', '405 MethodNotAllowed']);
    expect(await connection.waitForEnd()).toBe('end');
  });

  it('answers what came before a body that breaks off, and then the broken one', async () => {
    using connection = await RawConnection.open(target.port);
    await connection.send(Buffer.concat([put('a', 'x'), put('b', 'y'), put('c', LARGE).subarray(0, 100_000)]));
    connection.halfClose();
    expect((await connection.waitForResponses(3)).map(verdict)).toEqual(['200', '200', '400 IncompleteBody']);
    expect(await target.objects()).toEqual({ a: 'x', b: 'y' });
  });

  it.each([
    ['one upload', 1],
    ['three uploads', 3],
  ])('answers %s of a client that has ended its side', async (_what, count) => {
    using connection = await RawConnection.open(target.port);
    await connection.send(Buffer.concat(Array.from({ length: count }, (_, index) => put(`k${index}`, 'x'))));
    connection.halfClose();
    expect((await connection.waitForResponses(count)).map(verdict)).toEqual(Array.from({ length: count }, () => '200'));
    expect(await connection.waitForEnd()).toBe('end');
    expect(Object.keys(await target.objects())).toHaveLength(count);
  });

  it('forgets the requests of a client that is gone', async () => {
    using connection = await RawConnection.open(target.port);
    await connection.send(Buffer.concat([put('a', LARGE).subarray(0, 100_000)]));
    const second = await RawConnection.open(target.port);
    await second.send(Buffer.concat(Array.from({ length: 100 }, (_, index) => put('b', `x${index}`))));
    connection.reset();
    second.reset();
    await target.accessLog(0, 1);
    expect(await openSockets()).toBe(0);
    const { text } = await metrics();
    expect(text).toMatch(/^mizuchi_requests_in_flight 0$/m);
  });

  it.each([
    ['Connection: close', 'HTTP/1.1', { Connection: 'close' }],
    ['HTTP/1.0', 'HTTP/1.0', {}],
  ])('ends the connection as %s asks, and takes nothing behind it', async (_what, version, headers) => {
    using connection = await RawConnection.open(target.port);
    const head = requestHead('PUT', '/uploads/a', { 'Content-Length': 1, ...headers }, version);
    await connection.send(Buffer.concat([Buffer.from(`${head}x`), put('b', 'smuggled')]));
    expect((await connection.waitForResponses(1)).map(verdict)).toEqual(['200']);
    expect(await connection.waitForEnd()).toBe('end');
    expect(await connection.waitForResponses(1)).toHaveLength(1);
    expect(Object.keys(await target.objects())).toEqual(['a']);
  });

  async function metrics(): Promise<{ text: string }> {
    const answer = await fetch(`${target.gateway.managementUrl}/metrics`, { headers: { connection: 'close' } });
    return { text: await answer.text() };
  }
});
