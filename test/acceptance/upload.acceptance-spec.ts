import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { answerTo, begin, call, exists, newKey, offersHead, page } from './acceptance-target.js';

const itWithHead = (await offersHead()) ? it : it.skip;
const md5 = (bytes: Buffer): string => `"${createHash('md5').update(bytes).digest('hex')}"`;

describe('a gateway', () => {
  it('says that it is alive and ready', async () => {
    const health = await page('/health');
    expect([health.status, JSON.parse(health.text)]).toEqual([200, expect.objectContaining({ status: 'ok' })]);
    const ready = await page('/ready');
    expect([ready.status, JSON.parse(ready.text)]).toEqual([200, expect.objectContaining({ status: 'ready' })]);
  });

  it.each([0, 1, 5 * 1024, 1024 ** 2, 8 * 1024 ** 2 + 1])('stores %d bytes', async (bytes) => {
    const [key, body] = [newKey(), randomBytes(bytes)];
    const answer = await call({ method: 'PUT', key, body });
    expect(answer).toMatchObject({ status: 200, text: '', headers: { etag: md5(body) } });
    expect(answer.headers['x-amz-request-id']).toBeDefined();
    expect(await exists(key)).toBe(true);
  });

  itWithHead('repeats in HEAD what was stored', async () => {
    const [key, body] = [newKey(), randomBytes(70_000)];
    const kept = {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'max-age=60',
      'content-encoding': 'gzip',
      'x-amz-meta-colour': 'blue',
    };
    const put = await call({ method: 'PUT', key, body, headers: kept });
    expect(put.status).toBe(200);
    const head = await call({ method: 'HEAD', key });
    expect(head).toMatchObject({
      status: 200,
      text: '',
      headers: { ...kept, 'content-length': '70000', etag: md5(body) },
    });
    expect(head.headers['last-modified']).toBeDefined();
  });

  itWithHead('answers HEAD of what is not there with 404 and no body', async () => {
    expect(await call({ method: 'HEAD', key: newKey() })).toMatchObject({ status: 404, text: '' });
  });

  itWithHead('replaces an object', async () => {
    const key = newKey();
    await call({ method: 'PUT', key, body: 'first and longer' });
    await call({ method: 'PUT', key, body: 'second' });
    const head = await call({ method: 'HEAD', key });
    expect(head.headers).toMatchObject({ 'content-length': '6', etag: md5(Buffer.from('second')) });
  });

  it('takes the framing off an aws-chunked body', async () => {
    const key = newKey();
    const answer = await call({
      method: 'PUT',
      key,
      body: '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n',
      headers: {
        'content-encoding': 'aws-chunked',
        'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        'x-amz-decoded-content-length': 5,
        'x-amz-trailer': 'x-amz-checksum-crc32',
      },
    });
    expect(answer).toMatchObject({ status: 200, headers: { etag: md5(Buffer.from('hello')) } });
  });

  it('sends 100 Continue to a client that waits for it', async () => {
    const [key, body] = [newKey(), 'after the invitation'];
    const headers = { expect: '100-continue', 'content-length': body.length };
    const outgoing = begin({ method: 'PUT', key, headers });
    const answered = answerTo(outgoing);
    outgoing.flushHeaders();
    await Promise.race([new Promise((resolve) => outgoing.once('continue', resolve)), answered]);
    outgoing.end(body);
    expect(await answered).toMatchObject({ status: 200, headers: { etag: md5(Buffer.from(body)) } });
  });

  it.each([
    'a space and + plus',
    'per%cent and %2F',
    'ümläut, 日本語 and 🐉',
    `quotes "'\` & <tags>`,
    'semi;colon=1,comma:colon@at$dollar',
    'question? and #hash',
    '!()*~-_.',
    'back\\slash',
    `deep/${'folder/'.repeat(20)}end`,
    'l'.repeat(200),
  ])('keeps the key %j apart from others', async (name) => {
    const key = newKey(name);
    expect(await call({ method: 'PUT', key, body: name })).toMatchObject({
      status: 200,
      headers: { etag: md5(Buffer.from(name)) },
    });
    expect(await exists(key)).toBe(true);
    expect(await exists(`${key}x`)).toBe(false);
  });

  it('lets one of several conditional writes win', async () => {
    const key = newKey();
    const writes = Array.from({ length: 8 }, () =>
      call({ method: 'PUT', key, body: 'x', headers: { 'if-none-match': '*' } }),
    );
    const statuses = (await Promise.all(writes)).map(({ status }) => status).sort();
    expect(statuses[0]).toBe(200);
    expect(new Set(statuses.slice(1))).toEqual(new Set([412]));
  });
});
