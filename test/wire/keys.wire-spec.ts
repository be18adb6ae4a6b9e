import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LONGEST, ODD_KEYS } from '../support/odd-keys.js';
import { RawConnection } from '../support/raw-http.js';
import { answerOf, request, verdict } from '../support/raw-request.js';
import { filesBelow, WireGateway } from '../support/wire-gateway.js';

const REFUSED: [what: string, path: string, verdict: string][] = [
  ['..', '..', '400 InvalidURI'],
  ['a way out', 'a/../../out', '400 InvalidURI'],
  ['an encoded way out', '%2e%2e/out', '400 InvalidURI'],
  ['an encoded slash in a way out', '..%2fout', '400 InvalidURI'],
  ['a dot segment', 'a/./b', '400 InvalidURI'],
  ['a dot at the end', 'a/.', '400 InvalidURI'],
  ['NUL', 'a%00b', '400 InvalidURI'],
  ['a bad percent', 'a%zz', '400 InvalidURI'],
  ['half a percent', 'a%', '400 InvalidURI'],
  ['broken UTF-8', 'a%E2%98', '400 InvalidURI'],
  ['overlong UTF-8', 'a%C0%AFb', '400 InvalidURI'],
  ['a surrogate', 'a%ED%A0%80', '400 InvalidURI'],
  ['1025 bytes', `${LONGEST}y`, '400 KeyTooLongError'],
  ['1026 bytes of UTF-8', '%E2%82%AC'.repeat(342), '400 KeyTooLongError'],
];

describe('object keys on the wire', () => {
  let target: WireGateway;
  let surroundings: string[];
  beforeAll(async () => {
    target = await WireGateway.start();
    surroundings = await outside();
  });
  afterAll(() => target.stop());

  const outside = async (): Promise<string[]> =>
    (await filesBelow(target.folder)).filter((path) => !path.startsWith('root/'));
  async function call(method: string, rawKey: string, body = '') {
    using connection = await RawConnection.open(target.port);
    await connection.send(request(method, `/uploads/${rawKey}`, body));
    return await answerOf(connection, method);
  }

  it.each(ODD_KEYS)('%s names one object and no other', async (_what, raw, other) => {
    const before = await target.objects();
    expect((await call('HEAD', raw)).status).toBe(404);
    const content = `content of ${raw}`;
    const stored = await call('PUT', raw, content);
    expect([verdict(stored), stored.headers['x-injected']]).toEqual(['200', undefined]);
    expect(await call('HEAD', raw)).toMatchObject({
      status: 200,
      headers: { etag: stored.headers['etag'], 'content-length': String(content.length) },
    });
    expect((await call('HEAD', other)).status).toBe(404);
    const now = await target.objects();
    const added = Object.keys(now).filter((path) => !Object.hasOwn(before, path));
    expect(added.map((path) => now[path])).toEqual([content]);
    expect(Object.keys(now)).toHaveLength(Object.keys(before).length + 1);
    expect(await outside()).toEqual(surroundings);
  });

  it.each(REFUSED)('%s is refused', async (_what, raw, expected) => {
    const before = await target.objects();
    expect(verdict(await call('PUT', raw, 'x'))).toBe(expected);
    expect((await call('HEAD', raw)).status).toBe(400);
    await target.expectUntouched(before);
    expect(await outside()).toEqual(surroundings);
  });

  it('keeps NFC and NFD apart', async () => {
    expect(verdict(await call('PUT', 'n%C3%A9', 'NFC'))).toBe('200');
    expect(verdict(await call('PUT', 'ne%CC%81', 'NFD'))).toBe('200');
    expect(await target.objects()).toMatchObject({ 'n\u00e9': 'NFC', 'ne\u0301': 'NFD' });
  });

  it('echoes a key in XML without letting it add elements', async () => {
    const answer = await call('PUT', '%3C/Resource%3E%3CCode%3EOK?acl');
    expect(answer.text).toContain('<Resource>/uploads/%3C/Resource%3E%3CCode%3EOK</Resource>');
    const created = await call('POST', '%3C/Key%3E%00?uploads');
    expect(verdict(created)).toBe('400 InvalidURI');
    const upload = await call('POST', '%3C/Key%3E%0D%01?uploads');
    expect(upload.text).toContain('<Key>&lt;/Key&gt;&#13;\ufffd</Key>');
  });
});
