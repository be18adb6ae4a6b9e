import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RawConnection } from '../support/raw-http.js';
import { answerOf, request, requestHead, verdict } from '../support/raw-request.js';
import { openSockets, WireGateway } from '../support/wire-gateway.js';

const PUT = 'PUT /uploads/k HTTP/1.1\r\nHost: localhost\r\n';
const BODY = 'Content-Length: 5\r\n\r\nhello';
const MANY_FIELDS = 'a:\r\n'.repeat(2_100);

/** What is sent, and what it is answered. Each of these ends the connection. */
const REFUSED: [what: string, bytes: string, verdict: string][] = [
  ['garbage', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', '400 InvalidRequest'],
  ['words', 'hello world, how are you\r\n\r\n', '400 InvalidRequest'],
  ['an unknown method', `BREW /uploads/k HTTP/1.1\r\nHost: localhost\r\n${BODY}`, '400 InvalidRequest'],
  ['a method in lower case', `put /uploads/k HTTP/1.1\r\nHost: localhost\r\n${BODY}`, '400 InvalidRequest'],
  ['no Host', `PUT /uploads/k HTTP/1.1\r\n${BODY}`, '400 InvalidRequest'],
  ['two Hosts', `${PUT}Host: localhost\r\n${BODY}`, '400 InvalidRequest'],
  [
    'a target for another host',
    `PUT http://other/uploads/k HTTP/1.1\r\nHost: localhost\r\n${BODY}`,
    '400 InvalidRequest',
  ],
  ['two Content-Lengths', `${PUT}Content-Length: 5\r\n${BODY}`, '400 InvalidRequest'],
  ['two different Content-Lengths', `${PUT}Content-Length: 1\r\n${BODY}`, '400 InvalidRequest'],
  ['a list of Content-Lengths', `${PUT}Content-Length: 5, 5\r\n\r\nhello`, '400 InvalidRequest'],
  ['a negative Content-Length', `${PUT}Content-Length: -5\r\n\r\nhello`, '400 InvalidRequest'],
  ['a signed Content-Length', `${PUT}Content-Length: +5\r\n\r\nhello`, '400 InvalidRequest'],
  ['a hexadecimal Content-Length', `${PUT}Content-Length: 0x5\r\n\r\nhello`, '400 InvalidRequest'],
  ['an empty Content-Length', `${PUT}Content-Length:\r\n\r\nhello`, '400 InvalidRequest'],
  ['an endless Content-Length', `${PUT}Content-Length: ${'9'.repeat(30)}\r\n\r\nhello`, '400 InvalidRequest'],
  ['CL.TE smuggling', `${PUT}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, '400 InvalidRequest'],
  ['TE.CL smuggling', `${PUT}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`, '400 InvalidRequest'],
  ['an unknown transfer coding', `${PUT}Transfer-Encoding: cow\r\n\r\n0\r\n\r\n`, '501 NotImplemented'],
  ['chunked twice', `${PUT}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n`, '400 InvalidRequest'],
  ['chunked before another coding', `${PUT}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`, '400 InvalidRequest'],
  [
    'a header section over 16 KiB',
    `${PUT}X-Filler: ${'x'.repeat(17_000)}\r\n${BODY}`,
    '400 RequestHeaderSectionTooLarge',
  ],
  [
    'a header section of 2 MB',
    `${PUT}X-Filler: ${'x'.repeat(2_000_000)}\r\n${BODY}`,
    '400 RequestHeaderSectionTooLarge',
  ],
  [
    'a target over 16 KiB',
    `PUT /uploads/${'k'.repeat(17_000)} HTTP/1.1\r\nHost: localhost\r\n${BODY}`,
    '400 RequestHeaderSectionTooLarge',
  ],
  ['a control character in a value', `${PUT}X-A: a\x01b\r\n${BODY}`, '400 InvalidRequest'],
  ['NUL in a value', `${PUT}X-A: a\0b\r\n${BODY}`, '400 InvalidRequest'],
  ['a bare CR in a value', `${PUT}X-A: a\rb\r\n${BODY}`, '400 InvalidRequest'],
  ['a space before the colon', `${PUT}X-A : b\r\n${BODY}`, '400 InvalidRequest'],
  ['a field without a colon', `${PUT}X-A\r\n${BODY}`, '400 InvalidRequest'],
  ['a folded field', `${PUT}X-A: a\r\n b\r\n${BODY}`, '400 InvalidRequest'],
  ['bare line feeds', `PUT /uploads/k HTTP/1.1\nHost: localhost\nContent-Length: 5\n\nhello`, '400 InvalidRequest'],
  ['a space in the target', `PUT /uploads/a b HTTP/1.1\r\nHost: localhost\r\n${BODY}`, '400 InvalidRequest'],
  ['a raw byte in the target', `PUT /uploads/\xe9 HTTP/1.1\r\nHost: localhost\r\n${BODY}`, '400 InvalidRequest'],
  [
    'a control character in the target',
    `PUT /uploads/\x01 HTTP/1.1\r\nHost: localhost\r\n${BODY}`,
    '400 InvalidRequest',
  ],
  ['a target without a slash', `PUT uploads/k HTTP/1.1\r\nHost: localhost\r\n${BODY}`, '400 InvalidRequest'],
  ['another scheme', `PUT ftp://localhost/uploads/k HTTP/1.1\r\nHost: localhost\r\n${BODY}`, '400 InvalidURI'],
  ['HTTP/0.9', 'GET /uploads/k\r\n\r\n', '400 InvalidRequest'],
  ['HTTP/1.2', `PUT /uploads/k HTTP/1.2\r\nHost: localhost\r\n${BODY}`, '400 InvalidRequest'],
  ['HTTP/2.0 in text', `PUT /uploads/k HTTP/2.0\r\nHost: localhost\r\n${BODY}`, '400 InvalidRequest'],
  ['the HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', '400 InvalidRequest'],
  ['CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n', '405 MethodNotAllowed'],
];

/** Well-formed, and refused or served as S3 would. */
const ANSWERED: [what: string, bytes: string, verdict: string, method?: string][] = [
  ['OPTIONS *', requestHead('OPTIONS', '*'), '400 InvalidURI'],
  ['PUT //', requestHead('PUT', '//', { 'Content-Length': 0 }), '404 NoSuchBucket'],
  ['PUT //uploads/k', requestHead('PUT', '//uploads/k', { 'Content-Length': 0 }), '404 NoSuchBucket'],
  ['TRACE', requestHead('TRACE', '/uploads/k'), '405 MethodNotAllowed'],
  ['PROPFIND', requestHead('PROPFIND', '/uploads/k'), '405 MethodNotAllowed'],
  ['PURGE', requestHead('PURGE', '/uploads/k'), '405 MethodNotAllowed'],
  ['a fragment', requestHead('PUT', '/uploads/k#f', { 'Content-Length': 0 }), '400 InvalidURI'],
  ['no Content-Length', requestHead('PUT', '/uploads/k'), '411 MissingContentLength'],
  [
    'an unknown x-amz header behind 2,100 others',
    `${PUT}${MANY_FIELDS}x-amz-unheard-of: 1\r\nContent-Length: 0\r\n\r\n`,
    '501 NotImplemented',
  ],
  [
    'an offer to upgrade',
    requestHead('PUT', '/uploads?x', { Connection: 'Upgrade', Upgrade: 'h2c', 'Content-Length': 0 }),
    '501 NotImplemented',
  ],
  [
    'a chunked body of unknown length',
    `${PUT}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
    '411 MissingContentLength',
  ],
];

describe('malformed HTTP', () => {
  let target: WireGateway;
  beforeAll(async () => {
    target = await WireGateway.start({ timeouts: { headers: 1_000 } });
  });
  afterAll(() => target.stop());

  async function send(bytes: string, method: string) {
    const from = target.gateway.accessLog().length;
    using connection = await RawConnection.open(target.port);
    await connection.send(bytes).catch(() => undefined);
    const answer = await answerOf(connection, method);
    const line = { request_id: answer.headers['x-amz-request-id'], status: answer.status, bytes: 0 };
    return { connection, answer, line, from };
  }
  /** One line for it, and none more after the next request. */
  async function expectOneLine(line: Record<string, unknown>, from: number): Promise<void> {
    await target.expectUntouched();
    expect(await target.accessLog(from, 2)).toEqual([
      expect.objectContaining(line),
      expect.objectContaining({ status: 200 }),
    ]);
  }

  it.each(REFUSED)('%s is refused', async (_what, bytes, expected) => {
    const from = target.gateway.accessLog().length;
    using connection = await RawConnection.open(target.port);
    await connection.send(bytes).catch(() => undefined);
    const answer = await answerOf(connection);
    expect(verdict(answer)).toBe(expected);
    expect(answer.headers).toMatchObject({
      'x-amz-request-id': expect.stringMatching(/^[0-9A-F]{16}$/),
      date: new Date(answer.headers['date'] ?? '').toUTCString(),
      connection: 'close',
      'content-type': 'application/xml',
    });
    expect(answer.text).toContain(`<RequestId>${answer.headers['x-amz-request-id'] ?? ''}</RequestId>`);
    expect(await connection.waitForEnd()).toBe('end');
    expect(await connection.waitForResponses()).toHaveLength(1);
    connection.close();
    await expectOneLine({ request_id: answer.headers['x-amz-request-id'], status: answer.status, bytes: 0 }, from);
  });

  it.each(ANSWERED)('%s is answered', async (_what, bytes, expected, method = 'PUT') => {
    const { connection, answer, line, from } = await send(bytes, method);
    connection.close();
    expect(verdict(answer)).toBe(expected);
    await expectOneLine(line, from);
  });

  it('takes the absolute form of its own host', async () => {
    const { answer } = await send(request('PUT', 'http://LOCALHOST/uploads/absolute', 'x').toString('latin1'), 'PUT');
    expect(verdict(answer)).toBe('200');
    expect(Object.keys(await target.objects())).toEqual(['absolute']);
  });

  it.each([
    ['a request line', 'PUT /upl'],
    ['a header section', `${PUT}X-A: b`],
  ])('%s that does not arrive in time is refused', async (_what, bytes) => {
    const from = target.gateway.accessLog().length;
    using connection = await RawConnection.open(target.port);
    await connection.send(bytes);
    expect(verdict(await answerOf(connection))).toBe('400 RequestTimeout');
    expect(await connection.waitForEnd()).toBe('end');
    expect(await target.accessLog(from)).toEqual([expect.objectContaining({ status: 400, code: 'RequestTimeout' })]);
  });

  it('keeps no connection of all these', async () => {
    expect(await openSockets()).toBe(0);
  });
});
