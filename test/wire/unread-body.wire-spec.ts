import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RawConnection } from '../support/raw-http.js';
import type { RawHeaders } from '../support/raw-request.js';
import { answerOf, request, requestHead, verdict } from '../support/raw-request.js';
import { openSockets, WireGateway } from '../support/wire-gateway.js';

const LENGTH = 50_000_000;
const BODY = Buffer.alloc(LENGTH, 'x');
const PLAIN = { 'Content-Length': LENGTH };
const CHUNKED = {
  ...PLAIN,
  'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'x-amz-decoded-content-length': 1_000_000,
};

/** Refused before the body, or at its first bytes. */
const REFUSALS: [what: string, method: string, path: string, headers: RawHeaders, verdict: string][] = [
  ['405', 'DELETE', '/uploads/k', PLAIN, '405 MethodNotAllowed'],
  ['404', 'PUT', '/nowhere/k', PLAIN, '404 NoSuchBucket'],
  ['too large', 'PUT', '/uploads/k', PLAIN, '400 EntityTooLarge'],
  ['broken framing', 'PUT', '/uploads/k', CHUNKED, '400 IncompleteBody'],
  ['too large a document', 'POST', '/uploads/k?uploadId=', PLAIN, '400 MaxMessageLengthExceeded'],
  ['a probe', 'GET', '/health', PLAIN, '200'],
  ['an empty upload', 'POST', '/uploads/k?uploads', PLAIN, '200'],
];

describe('a client that writes a whole body before it reads', () => {
  let target: WireGateway;
  let uploadId: string;
  beforeAll(async () => {
    target = await WireGateway.start({ bucket: 'operations: [upload, probe]\nupload: { max_size: 10MiB }' });
  });
  afterAll(() => target.stop());
  async function abort(id: string): Promise<void> {
    using connection = await RawConnection.open(target.port);
    await connection.send(request('DELETE', `/uploads/k?uploadId=${id}`));
    expect(verdict(await answerOf(connection, 'DELETE'))).toBe('204');
  }

  beforeAll(async () => {
    using connection = await RawConnection.open(target.port);
    await connection.send(request('POST', '/uploads/k?uploads'));
    uploadId = /<UploadId>([\w-]+)</.exec((await answerOf(connection, 'POST')).text)?.[1] ?? '';
  });

  it.each(REFUSALS)('reads the answer, 10 times of 10: %s', async (_what, method, path, headers, expected) => {
    for (let round = 0; round < 10; round++) {
      using connection = await RawConnection.open(target.port);
      connection.pauseReading();
      await connection.send(requestHead(method, path.endsWith('uploadId=') ? `${path}${uploadId}` : path, headers));
      await connection.send(BODY);
      connection.resumeReading();
      const answer = await answerOf(connection, method);
      expect(verdict(answer)).toBe(expected);
      expect(answer.headers['connection']).toBe('close');
      expect(await connection.waitForEnd()).toBe('end');
      const created = /<UploadId>([\w-]+)</.exec(answer.text)?.[1];
      if (created !== undefined) await abort(created);
    }
    expect(await target.objects()).toEqual({});
    await target.expectServing();
  });

  it('is let go of when it never stops', async () => {
    using connection = await RawConnection.open(target.port);
    await connection.send(requestHead('PUT', '/nowhere/k', { 'Content-Length': 10 ** 12 }));
    expect(verdict(await answerOf(connection))).toBe('404 NoSuchBucket');
    const flood = async (): Promise<void> => {
      for (let sent = 0; sent < 10 ** 9; sent += LENGTH) await connection.send(BODY);
    };
    await expect(flood()).rejects.toThrow(/EPIPE|ECONNRESET/);
  });

  it('leaves nothing behind', async () => {
    await abort(uploadId);
    await target.expectUntouched();
    expect(await openSockets()).toBe(0);
  });
});
