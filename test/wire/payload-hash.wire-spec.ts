import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RawConnection } from '../support/raw-http.js';
import type { RawHeaders } from '../support/raw-request.js';
import { answerOf, request, verdict } from '../support/raw-request.js';
import { WireGateway } from '../support/wire-gateway.js';

const STREAMING = [
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
  'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD',
];

describe('what a request declares about a body that is no object', () => {
  let target: WireGateway;
  beforeAll(async () => {
    target = await WireGateway.start({ bucket: 'operations: [upload, probe, DeleteObject, ListMultipartUploads]' });
  });
  afterAll(() => target.stop());

  async function answerTo(method: string, path: string, body = '', headers: RawHeaders = {}) {
    using connection = await RawConnection.open(target.port);
    await connection.send(request(method, `/uploads${path}`, body, headers));
    return await answerOf(connection, method);
  }

  async function upload(): Promise<{ query: string; document: string }> {
    const created = await answerTo('POST', '/k?uploads');
    const id = /<UploadId>(.*)<\/UploadId>/.exec(created.text)?.[1] ?? '';
    const part = await answerTo('PUT', `/k?partNumber=1&uploadId=${id}`, 'hello');
    const etag = part.headers['etag'] ?? '';
    const document = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${etag}</ETag></Part></CompleteMultipartUpload>`;
    return { query: `/k?uploadId=${id}`, document };
  }

  it.each([
    ['POST', '/k?uploads'],
    ['POST', '/k?uploadId=x'],
    ['DELETE', '/k?uploadId=x'],
    ['GET', '/k?uploadId=x'],
    ['GET', '?uploads'],
    ['GET', '?location'],
    ['PUT', ''],
  ])('%s %s has no aws-chunked form', async (method, path) => {
    for (const form of STREAMING) {
      const answer = await answerTo(method, path, '', { 'x-amz-content-sha256': form });
      expect(verdict(answer)).toBe('400 InvalidRequest');
      expect(answer.text).toContain('<Message>The value of x-amz-content-sha256 header is invalid.</Message>');
    }
    await target.expectUntouched();
  });

  it('does nothing when a body that is not used is not the declared one', async () => {
    expect(verdict(await answerTo('PUT', '/k', 'hello'))).toBe('200');
    const declared = { 'x-amz-content-sha256': createHash('sha256').digest('hex') };
    expect(verdict(await answerTo('DELETE', '/k', 'hello', declared))).toBe('400 XAmzContentSHA256Mismatch');
    expect(verdict(await answerTo('POST', '/k?uploads', 'hello', declared))).toBe('400 XAmzContentSHA256Mismatch');
    expect(await target.objects()).toEqual({ k: 'hello' });
    expect(await target.unfinished()).toEqual([]);
    const unused = createHash('sha256').update('hello').digest('hex');
    expect(verdict(await answerTo('DELETE', '/k', 'hello', { 'x-amz-content-sha256': unused }))).toBe('204');
    expect(await target.objects()).toEqual({});
  });

  it('ignores a body that is not used and about which nothing is declared', async () => {
    expect(verdict(await answerTo('GET', '?location', 'hello'))).toBe('200');
    const unsigned = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
    expect(verdict(await answerTo('GET', '?location', 'hello', unsigned))).toBe('200');
  });

  it('refuses a document of Complete that is not the declared one', async () => {
    const { query, document } = await upload();
    const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
    const md5 = (text: string): string => createHash('md5').update(text).digest('base64');
    const complete = async (headers: RawHeaders) => verdict(await answerTo('POST', query, document, headers));
    expect(await complete({ 'x-amz-content-sha256': sha256('x') })).toBe('400 XAmzContentSHA256Mismatch');
    expect(await complete({ 'x-amz-content-sha256': 'x' })).toBe('400 InvalidArgument');
    expect(await complete({ 'Content-MD5': md5('x') })).toBe('400 BadDigest');
    expect(await complete({ 'Content-MD5': 'x' })).toBe('400 InvalidDigest');
    expect(await target.objects()).toEqual({});
    expect(await complete({ 'x-amz-content-sha256': sha256(document), 'Content-MD5': md5(document) })).toBe('200');
    expect(await target.objects()).toEqual({ k: 'hello' });
  });

  it.each([
    ['an unknown algorithm', { 'x-amz-checksum-algorithm': 'MD4' }],
    ['SHA-1 of the full object', { 'x-amz-checksum-algorithm': 'SHA1', 'x-amz-checksum-type': 'FULL_OBJECT' }],
    ['SHA-256 of the full object', { 'x-amz-checksum-algorithm': 'SHA256', 'x-amz-checksum-type': 'FULL_OBJECT' }],
    ['a composite CRC64NVME', { 'x-amz-checksum-algorithm': 'CRC64NVME', 'x-amz-checksum-type': 'COMPOSITE' }],
    ['an unknown type', { 'x-amz-checksum-algorithm': 'CRC32', 'x-amz-checksum-type': 'PART' }],
    ['a type without an algorithm', { 'x-amz-checksum-type': 'FULL_OBJECT' }],
  ])('refuses a multipart upload with %s', async (_what, headers) => {
    expect(verdict(await answerTo('POST', '/k?uploads', '', headers))).toBe('400 InvalidRequest');
    expect(await target.unfinished()).toEqual([]);
  });
});
