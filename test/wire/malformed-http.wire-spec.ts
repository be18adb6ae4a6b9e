import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RawConnection } from '../support/raw-http.js';
import { answerOf, request, requestHead, verdict } from '../support/raw-request.js';
import { openSockets, WireGateway } from '../support/wire-gateway.js';

const PUT = 'PUT /uploads/k HTTP/1.1\r\nHost: localhost\r\n';
const MANY_FIELDS = 'a:\r\n'.repeat(2_100);

/** Well-formed, and refused or served as S3 would. */
const ANSWERED: [what: string, bytes: string, verdict: string, method?: string][] = [
  ['OPTIONS *', requestHead('OPTIONS', '*'), '400 InvalidURI'],
  ['PUT //', requestHead('PUT', '//', { 'Content-Length': 0 }), '404 NoSuchBucket'],
  ['PUT //uploads/k', requestHead('PUT', '//uploads/k', { 'Content-Length': 0 }), '404 NoSuchBucket'],
  ['TRACE', requestHead('TRACE', '/uploads/k'), '405 MethodNotAllowed'],
  ['PROPFIND', requestHead('PROPFIND', '/uploads/k'), '405 MethodNotAllowed'],
  ['PURGE', requestHead('PURGE', '/uploads/k'), '405 MethodNotAllowed'],
  ['a fragment', requestHead('PUT', '/uploads/k#f', { 'Content-Length': 0 }), '400 InvalidURI'],
  ['an unknown transfer coding', `${PUT}Transfer-Encoding: cow\r\n\r\n0\r\n\r\n`, '501 NotImplemented'],
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
