import { afterEach, describe, expect, it } from '@jest/globals';
import { S3Store } from '../../src/modules/s3-pool/index.js';
import { answer, errorXml, RawBackend } from '../support/raw-backend.js';
import { s3Config } from '../support/s3-config.js';

const NONE: ReadonlyMap<string, string> = new Map();
const address = { bucket: 'front', key: 'a b' };

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const resource of open.splice(0).reverse()) await resource.close();
});

async function storeAnswered(text: string) {
  const requests: { head: string; body: string }[] = [];
  const backend = await RawBackend.start(async (connection) => {
    for (;;) {
      const { head, body } = await connection.request();
      requests.push({ head, body: body.toString() });
      connection.send(text);
    }
  });
  const store = new S3Store(s3Config(backend.endpoint));
  open.push(backend, store);
  return { store, requests };
}

describe('DeleteObject', () => {
  it('sends version and condition, and passes on what became of the object', async () => {
    const headers = { 'x-amz-version-id': 'v8', 'x-amz-delete-marker': 'true', Server: 'secret-host' };
    const { store, requests } = await storeAnswered(`HTTP/1.1 204 No Content\r\n${lines(headers)}\r\n`);
    const deleted = await store.deleteObject({
      address,
      versionId: 'v&7',
      headers: new Map([['if-match', '"e"']]),
    });
    expect(Object.fromEntries(deleted.headers)).toEqual({ 'x-amz-version-id': 'v8', 'x-amz-delete-marker': 'true' });
    const [request] = requests;
    expect(request?.head).toMatch(/^DELETE \/backend-bucket\/a%20b\?.*versionId=v%267/);
    expect(request?.head.toLowerCase()).toContain('\r\nif-match: "e"\r\n');
    expect(requests).toHaveLength(1);
  });

  it.each([
    [
      answer('412 Precondition Failed', {}, errorXml('PreconditionFailed')),
      { code: 'PreconditionFailed', status: 412 },
    ],
    [answer('403 Forbidden', {}, errorXml('AccessDenied')), { code: 'AccessDenied', status: 403 }],
    [answer('503 Busy', {}, errorXml('SlowDown')), { code: 'SlowDown', status: 503 }],
  ])('fails with %j', async (text, expected) => {
    const { store } = await storeAnswered(text);
    await expect(store.deleteObject({ address, headers: NONE })).rejects.toMatchObject(expected);
  });
});

describe('PutObjectTagging', () => {
  it('sends the tags as a document with a digest', async () => {
    const { store, requests } = await storeAnswered(answer('200 OK', { 'x-amz-version-id': 'v8' }));
    const tags = [{ key: 'a', value: '<b>' }];
    const tagged = await store.putObjectTagging({ address, versionId: 'v7', tags, headers: NONE });
    expect(Object.fromEntries(tagged.headers)).toEqual({ 'x-amz-version-id': 'v8' });
    const [request] = requests;
    expect(request?.head).toMatch(/^PUT \/backend-bucket\/a%20b\?(?=.*tagging)(?=.*versionId=v7)/);
    expect(request?.head.toLowerCase()).toMatch(/\r\n(content-md5|x-amz-checksum-crc32): /);
    expect(request?.body).toContain('<TagSet><Tag><Key>a</Key><Value>&lt;b&gt;</Value></Tag></TagSet>');
  });

  it('fails where there is no object', async () => {
    const { store } = await storeAnswered(answer('404 Not Found', {}, errorXml('NoSuchKey')));
    const call = store.putObjectTagging({ address, tags: [], headers: NONE });
    await expect(call).rejects.toMatchObject({ code: 'NoSuchKey', status: 404 });
  });
});

function lines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}
