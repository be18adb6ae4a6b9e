import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { folderBucket, startGateway } from '../support/gateway.js';
import type { TestGateway } from '../support/gateway.js';
import { RawConnection } from '../support/raw-http.js';
import type { RawHeaders } from '../support/raw-request.js';
import { answerOf, request, requestHead, verdict } from '../support/raw-request.js';
import type { RawResponse } from '../support/raw-response.js';
import { tempDir } from '../support/temp-dir.js';
import type { TempDir } from '../support/temp-dir.js';
import { filesBelow } from '../support/wire-gateway.js';

const APP = 'https://app.example.com';
const SUB = 'https://a.b.example.org';
const EVIL = 'https://evil.example';
const OPERATIONS = 'operations: [upload, probe]';
const RULES = `cors:
  origins: ["${APP}", "https://*.example.org"]
  methods: [PUT, POST]
  headers: [content-type, "x-amz-*"]
  expose: [x-amz-expiration]
  max_age: 600`;
const BUCKETS = {
  uploads: `${OPERATIONS}\nupload: { max_size: 1KiB }\n${RULES}`,
  'every-page': 'cors: { origins: ["*"], methods: [PUT] }',
  most: `cors: { origins: ["*", "${APP}"], methods: [PUT] }`,
  none: OPERATIONS,
};
const PREFLIGHT_VARY = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers';

describe('CORS', () => {
  let folder: TempDir;
  let gateway: TestGateway;
  beforeAll(async () => {
    folder = await tempDir();
    const buckets = Object.entries(BUCKETS).map(([name, more]) => folderBucket(name, folder.join(name), more));
    gateway = await startGateway(`buckets:\n${buckets.join('\n')}`, folder.join('state'));
  });
  afterAll(async () => {
    await gateway.close();
    await folder.remove();
  });

  async function call(method: string, path: string, headers: RawHeaders, body = ''): Promise<RawResponse> {
    using connection = await RawConnection.open(gateway.port);
    await connection.send(request(method, path, body, headers));
    return await answerOf(connection, method);
  }

  describe('preflight', () => {
    const asking = (origin: string, method: string, headers?: string): RawHeaders => ({
      Origin: origin,
      'Access-Control-Request-Method': method,
      ...(headers === undefined ? {} : { 'Access-Control-Request-Headers': headers }),
    });

    it.each([
      ['an exact origin', '/uploads/k', APP, 'PUT', undefined, APP, 'PUT, POST', '600'],
      ['a subdomain', '/uploads/k', SUB, 'PUT', undefined, SUB, 'PUT, POST', '600'],
      ['a bucket', '/uploads', APP, 'POST', undefined, APP, 'PUT, POST', '600'],
      ['a part', '/uploads/k?partNumber=1&uploadId=x', APP, 'PUT', 'content-type', APP, 'PUT, POST', '600'],
      ['headers', '/uploads/k', APP, 'PUT', 'Content-Type, X-Amz-Date', APP, 'PUT, POST', '600'],
      ['a key that is none', '/uploads/%zz', APP, 'PUT', undefined, APP, 'PUT, POST', '600'],
      ['every origin', '/every-page/k', EVIL, 'PUT', 'authorization', '*', 'PUT', '3600'],
      ['no origin', '/every-page/k', 'null', 'PUT', undefined, '*', 'PUT', '3600'],
      ['every origin and one', '/most/k', EVIL, 'PUT', undefined, EVIL, 'PUT', '3600'],
    ])('permits %s', async (_what, path, origin, method, headers, allowed, methods, maxAge) => {
      const answer = await call('OPTIONS', path, asking(origin, method, headers));
      expect(answer).toMatchObject({
        status: 200,
        text: '',
        headers: {
          'access-control-allow-origin': allowed,
          'access-control-allow-methods': methods,
          'access-control-max-age': maxAge,
          'content-length': '0',
          vary: PREFLIGHT_VARY,
        },
      });
      expect(answer.headers['access-control-allow-headers']).toBe(headers);
      expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
    });

    const NOT_ALLOWED = 'CORSResponse: This CORS request is not allowed.';
    const NOT_ENABLED = 'CORSResponse: CORS is not enabled for this bucket.';
    it.each([
      ['another origin', '/uploads/k', asking(EVIL, 'PUT'), '403 AccessForbidden', NOT_ALLOWED],
      ['no origin', '/uploads/k', asking('null', 'PUT'), '403 AccessForbidden', NOT_ALLOWED],
      ['an origin that ends alike', '/uploads/k', asking('https://evilexample.org', 'PUT'), '403 AccessForbidden', ''],
      ['two origins', '/uploads/k', asking(`${APP}, ${EVIL}`, 'PUT'), '403 AccessForbidden', NOT_ALLOWED],
      ['two origins of many', '/most/k', asking(`${APP},${EVIL}`, 'PUT'), '403 AccessForbidden', NOT_ALLOWED],
      ['another method', '/uploads/k', asking(APP, 'DELETE'), '403 AccessForbidden', NOT_ALLOWED],
      ['an unknown method', '/uploads/k', asking(APP, 'PATCH'), '403 AccessForbidden', NOT_ALLOWED],
      ['another header', '/uploads/k', asking(APP, 'PUT', 'x-amz-date,x-evil'), '403 AccessForbidden', NOT_ALLOWED],
      ['no rules', '/none/k', asking(APP, 'PUT'), '403 AccessForbidden', NOT_ENABLED],
      ['no bucket', '/nowhere/k', asking(APP, 'PUT'), '404 NoSuchBucket', ''],
      ['no target', '*', asking(APP, 'PUT'), '400 InvalidURI', ''],
      [
        'no Origin',
        '/uploads/k',
        { 'Access-Control-Request-Method': 'PUT' },
        '400 BadRequest',
        'Origin request header',
      ],
      ['no method', '/uploads/k', { Origin: APP }, '400 BadRequest', 'Access-Control-Request-Method: null'],
      ['nothing', '/none/k', {}, '400 BadRequest', 'Insufficient information.'],
    ])('refuses %s', async (_what, path, headers: RawHeaders, expected, message) => {
      const answer = await call('OPTIONS', path, headers);
      expect(verdict(answer)).toBe(expected);
      expect(answer.text).toContain(message);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    });

    it('says what was asked, and that the answer depends on it', async () => {
      const answer = await call('OPTIONS', '/uploads', asking(APP, 'GET'));
      expect(answer.text).toContain('<Method>GET</Method><ResourceType>BUCKET</ResourceType>');
      expect(answer.headers['vary']).toBe(PREFLIGHT_VARY);
      expect((await call('OPTIONS', '/none/k', asking(APP, 'GET'))).text).toContain('<ResourceType>OBJECT');
    });

    it('leaves the connection to the request that follows', async () => {
      using connection = await RawConnection.open(gateway.port);
      await connection.send(requestHead('OPTIONS', '/uploads/after', asking(APP, 'PUT')));
      expect((await answerOf(connection)).status).toBe(200);
      await connection.send(request('PUT', '/uploads/after', 'x', { Origin: APP }));
      expect((await answerOf(connection, 'PUT', 2)).status).toBe(200);
    });
  });

  describe('a request of a page', () => {
    const FROM_APP = { Origin: APP, 'Sec-Fetch-Site': 'cross-site' };

    it.each<[string, string, string, RawHeaders, string]>([
      ['an upload', 'PUT', '/uploads/page', {}, '200'],
      ['a form-like POST', 'POST', '/uploads/page?uploads', { 'Content-Type': 'text/plain' }, '200'],
      ['a broken key', 'PUT', '/uploads/%zz', {}, '400 InvalidURI'],
      ['an unknown sub-resource', 'PUT', '/uploads/k?nonsense', {}, '501 NotImplemented'],
      ['an operation that is not offered', 'GET', '/uploads/k', {}, '405 MethodNotAllowed'],
      ['a method that no preflight permits', 'DELETE', '/uploads/k?uploadId=x', {}, '404 NoSuchUpload'],
      ['an unknown header', 'PUT', '/uploads/k', { 'x-amz-unheard-of': 1 }, '501 NotImplemented'],
      ['a body that is too large', 'PUT', '/uploads/k', { 'Content-Length': 2000 }, '400 EntityTooLarge'],
      ['a wrong digest', 'PUT', '/uploads/k', { 'Content-MD5': 'AAAAAAAAAAAAAAAAAAAAAA==' }, '400 BadDigest'],
      ['a condition', 'PUT', '/uploads/k', { 'If-Match': '"x"' }, '404 NoSuchKey'],
      ['a HEAD', 'HEAD', '/uploads/nothing', {}, '404'],
    ])('may read the answer to %s', async (_what, method, path, headers, expected) => {
      const answer = await call(method, path, { ...FROM_APP, ...headers }, method === 'PUT' ? 'hello' : '');
      expect(verdict(answer)).toBe(expected);
      expect(answer.headers).toMatchObject({ 'access-control-allow-origin': APP, vary: 'Origin' });
      expect(answer.headers['access-control-expose-headers']).toMatch(
        /^ETag, x-amz-request-id, x-amz-id-2, .*x-amz-checksum-crc64nvme, .*x-amz-expiration$/,
      );
    });

    it('of every origin gets the asterisk, and beside others itself', async () => {
      const answers = await Promise.all(
        ['/every-page/k', '/most/k'].map((path) => call('PUT', path, { Origin: EVIL }, 'x')),
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect(answers.map(({ headers }) => headers['access-control-allow-origin'])).toEqual(['*', EVIL]);
    });

    it.each<[string, RawHeaders]>([
      ['/uploads/refused', { Origin: EVIL }],
      ['/uploads/refused', { Origin: EVIL, 'Sec-Fetch-Site': 'same-origin' }],
      ['/uploads/refused', { Origin: 'null' }],
      ['/uploads/refused', { Origin: '' }],
      ['/uploads/refused', { Origin: [APP, EVIL] }],
      ['/uploads/refused', { Origin: `${APP}.evil.example` }],
      ['/uploads/refused', { 'Sec-Fetch-Site': 'cross-site' }],
      ['/uploads/refused', { 'Sec-Fetch-Site': 'same-site' }],
      ['/every-page/refused', { 'Sec-Fetch-Site': 'cross-site' }],
      ['/every-page/refused', { Origin: [APP, EVIL] }],
      ['/none/refused', { Origin: APP }],
    ])('is refused: %s with %j', async (path, headers) => {
      const answer = await call('PUT', path, headers, 'x');
      expect(verdict(answer)).toBe('403 AccessDenied');
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      expect(answer.headers['vary']).toBe(path.startsWith('/none') ? undefined : 'Origin');
      expect((await filesBelow(folder.path)).filter((file) => file.includes('refused'))).toEqual([]);
    });
  });

  it('says nothing to a client that is no page but what caches must know', async () => {
    const names = (answer: RawResponse) =>
      Object.keys(answer.headers).filter((name) => name === 'vary' || name.startsWith('access-control-'));
    expect(names(await call('PUT', '/uploads/plain', {}, 'x'))).toEqual(['vary']);
    expect(names(await call('PUT', '/none/plain', {}, 'x'))).toEqual([]);
  });
});
