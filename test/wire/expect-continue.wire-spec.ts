import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RawConnection } from '../support/raw-http.js';
import { answerOf, requestHead, verdict } from '../support/raw-request.js';
import { openSockets, WireGateway } from '../support/wire-gateway.js';

const WAITS = { 'Content-Length': 5, Expect: '100-continue' };

describe('Expect', () => {
  let target: WireGateway;
  beforeAll(async () => {
    target = await WireGateway.start({ bucket: 'operations: [upload]\nupload: { max_size: 1MiB }' });
  });
  afterAll(() => target.stop());

  it.each([
    ['no such bucket', 'PUT', '/nowhere/k', WAITS, '404 NoSuchBucket'],
    ['an operation that is not offered', 'PUT', '/uploads/k?acl', WAITS, '405 MethodNotAllowed'],
    ['a broken key', 'PUT', '/uploads/%zz', WAITS, '400 InvalidURI'],
    ['an unknown header', 'PUT', '/uploads/k', { ...WAITS, 'x-amz-unheard-of': 1 }, '501 NotImplemented'],
    ['a web page', 'PUT', '/uploads/k', { ...WAITS, Origin: 'https://evil.example' }, '403 AccessDenied'],
    ['a declared size', 'PUT', '/uploads/k', { ...WAITS, 'Content-Length': 50_000_000 }, '400 EntityTooLarge'],
    ['a broken digest', 'PUT', '/uploads/k', { ...WAITS, 'Content-MD5': 'x' }, '400 InvalidDigest'],
    ['a condition', 'PUT', '/uploads/k', { ...WAITS, 'If-Match': '"x"' }, '404 NoSuchKey'],
    ['an upload id', 'PUT', '/uploads/k?partNumber=1&uploadId=x', WAITS, '404 NoSuchUpload'],
    ['a document', 'POST', '/uploads/k?uploadId=x', WAITS, '404 NoSuchUpload'],
  ])('refuses %s without asking for the body', async (_what, method, path, headers, expected) => {
    using connection = await RawConnection.open(target.port);
    await connection.send(requestHead(method, path, headers));
    const answer = await answerOf(connection, method);
    expect(verdict(answer)).toBe(expected);
    // Else the body would be taken for the next request.
    expect(answer.headers['connection']).toBe('close');
    expect(await connection.waitForEnd()).toBe('end');
    expect(await connection.waitForResponses()).toHaveLength(1);
    connection.close();
    await target.expectUntouched();
  });

  it.each(['100-continue', '100-Continue'])('answers %s with 100 exactly once, then 200', async (expectation) => {
    using connection = await RawConnection.open(target.port);
    await connection.send(requestHead('PUT', '/uploads/k', { 'Content-Length': 5, Expect: expectation }));
    expect(verdict(await answerOf(connection))).toBe('100');
    await connection.sendPieces(['he', 'llo']);
    expect((await connection.waitForResponses(2)).map(verdict)).toEqual(['100', '200']);
    // The connection is good for more.
    await connection.send(requestHead('HEAD', '/uploads/k'));
    expect(verdict(await answerOf(connection, 'HEAD', 3))).toBe('405');
    expect(await target.objects()).toEqual({ k: 'hello' });
  });

  it('asks for the document of a Complete', async () => {
    using connection = await RawConnection.open(target.port);
    await connection.send(requestHead('POST', '/uploads/mpu?uploads', { 'Content-Length': 0 }));
    const uploadId = /<UploadId>([\w-]+)</.exec((await answerOf(connection, 'POST')).text)?.[1] ?? '';
    await connection.send(requestHead('POST', `/uploads/mpu?uploadId=${uploadId}`, WAITS));
    expect(verdict(await answerOf(connection, 'POST', 2))).toBe('100');
    await connection.send('hello');
    expect(verdict(await answerOf(connection, 'POST', 3))).toBe('400 MalformedXML');
    await connection.send(requestHead('DELETE', `/uploads/mpu?uploadId=${uploadId}`));
    expect(verdict(await answerOf(connection, 'DELETE', 4))).toBe('204');
  });

  it.each([
    ['Expect: 200', 'HTTP/1.1', '200'],
    ['an unknown expectation', 'HTTP/1.1', 'gzip'],
    ['HTTP/1.0, which knows no 100', 'HTTP/1.0', '100-continue'],
  ])('%s is no expectation', async (_what, version, expectation) => {
    using connection = await RawConnection.open(target.port);
    await connection.send(requestHead('PUT', '/uploads/k', { 'Content-Length': 5, Expect: expectation }, version));
    await connection.send('HELLO');
    expect((await connection.waitForResponses(1)).map(verdict)).toEqual(['200']);
    expect(await target.objects()).toEqual({ k: 'HELLO' });
  });

  it('leaves no connection', async () => {
    expect(await openSockets()).toBe(0);
  });
});
