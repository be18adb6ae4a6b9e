import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { RawConnection } from '../support/raw-http.js';
import type { RawHeaders } from '../support/raw-request.js';
import { answerOf, request, requestHead, verdict } from '../support/raw-request.js';
import { openSockets, WireGateway } from '../support/wire-gateway.js';

const BODY_IDLE_MS = 300;
const CHUNKED = {
  'Content-Length': 1_000,
  'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'x-amz-decoded-content-length': 17,
};

describe('a body that stalls', () => {
  let target: WireGateway;
  beforeAll(async () => {
    target = await WireGateway.start({ timeouts: { body_idle: BODY_IDLE_MS } });
  });
  afterAll(() => target.stop());

  async function createUpload(): Promise<string> {
    using connection = await RawConnection.open(target.port);
    await connection.send(request('POST', '/uploads/mpu?uploads'));
    return /<UploadId>([\w-]+)</.exec((await answerOf(connection, 'POST')).text)?.[1] ?? '';
  }
  async function abort(uploadId: string): Promise<void> {
    using connection = await RawConnection.open(target.port);
    await connection.send(request('DELETE', `/uploads/mpu?uploadId=${uploadId}`));
    expect(verdict(await answerOf(connection, 'DELETE'))).toBe('204');
  }

  it.each([
    ['before its first byte', { 'Content-Length': 1_000 }, ''],
    ['in the middle', { 'Content-Length': 1_000 }, 'x'.repeat(999)],
    ['inside a chunk', { 'Transfer-Encoding': 'chunked', ...CHUNKED, 'Content-Length': [] }, '5\r\nhel'],
    ['inside a frame', CHUNKED, '11\r\nhello'],
    ['after 100 Continue', { 'Content-Length': 5, Expect: '100-continue' }, ''],
  ] as [string, RawHeaders, string][])('%s is refused, and its connection ends', async (_what, headers, body) => {
    const from = target.gateway.accessLog().length;
    using connection = await RawConnection.open(target.port);
    await connection.send(requestHead('PUT', '/uploads/k', headers));
    await connection.send(body);
    const answer = await answerOf(connection, 'PUT', 'Expect' in headers ? 2 : 1);
    expect(verdict(answer)).toBe('400 RequestTimeout');
    expect(answer.headers['connection']).toBe('close');
    expect(await connection.waitForEnd()).toBe('end');
    expect(await target.accessLog(from)).toEqual([expect.objectContaining({ code: 'RequestTimeout' })]);
    connection.close();
    await target.expectUntouched();
  });

  it('is not one that is merely slow', async () => {
    using connection = await RawConnection.open(target.port);
    await connection.send(requestHead('PUT', '/uploads/slow', { 'Content-Length': 8 }));
    for (const byte of 'slowbody') {
      await connection.send(byte);
      await sleep(BODY_IDLE_MS / 4);
    }
    expect(verdict(await answerOf(connection))).toBe('200');
    expect(await target.objects()).toEqual({ slow: 'slowbody' });
  });

  it.each([
    ['stalls at once', { 'Content-Length': 1_000 }, '', 'wait', '400 RequestTimeout'],
    ['stalls', { 'Content-Length': 1_000 }, '<CompleteMultipartUpload>', 'wait', '400 RequestTimeout'],
    ['is declared too large', { 'Content-Length': 5_000_000 }, '', 'wait', '400 MaxMessageLengthExceeded'],
    [
      'becomes too large',
      { 'Transfer-Encoding': 'chunked' },
      `4c4b40\r\n${'x'.repeat(5_000_000)}`,
      'wait',
      '400 MaxMessageLengthExceeded',
    ],
    ['is cut at once', { 'Content-Length': 1_000 }, '', 'cut', '400 IncompleteBody'],
    ['is cut', { 'Content-Length': 1_000 }, '<CompleteMultipartUpload>', 'cut', '400 IncompleteBody'],
    ['is cut inside a chunk', { 'Transfer-Encoding': 'chunked' }, 'ff\r\n<Complete', 'cut', '400 IncompleteBody'],
    ['has a broken chunk', { 'Transfer-Encoding': 'chunked' }, 'zz\r\n<Complete', 'wait', '400 IncompleteBody'],
    ['is no XML', { 'Content-Length': 5 }, 'hello', 'wait', '400 MalformedXML'],
    ['has a document type', { 'Content-Length': 16 }, '<!DOCTYPE a []> ', 'wait', '400 MalformedXML'],
  ] as [string, RawHeaders, string, 'wait' | 'cut', string][])(
    'a document that %s completes nothing',
    async (_what, headers, body, end, expected) => {
      const uploadId = await createUpload();
      using connection = await RawConnection.open(target.port);
      await connection.send(requestHead('POST', `/uploads/mpu?uploadId=${uploadId}`, headers));
      await connection.send(body).catch(() => undefined);
      if (end === 'cut') connection.halfClose();
      expect(verdict(await answerOf(connection, 'POST'))).toBe(expected);
      await abort(uploadId);
      await target.expectUntouched({ slow: 'slowbody' });
    },
  );

  it.each(['FIN', 'RST'])('a document whose client is gone with %s completes nothing', async (end) => {
    const uploadId = await createUpload();
    const from = target.gateway.accessLog().length;
    using connection = await RawConnection.open(target.port);
    await connection.send(requestHead('POST', `/uploads/mpu?uploadId=${uploadId}`, { 'Content-Length': 1_000 }));
    if (end === 'FIN') connection.close();
    else connection.reset();
    expect(await target.accessLog(from)).toEqual([expect.objectContaining({ operation: 'CompleteMultipartUpload' })]);
    await abort(uploadId);
    await target.expectUntouched({ slow: 'slowbody' });
  });

  it('leaves no connection', async () => {
    expect(await openSockets()).toBe(0);
  });
});
