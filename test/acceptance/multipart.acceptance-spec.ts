import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { call, exists, newKey, offersHead } from './acceptance-target.js';
import type { Answer } from './acceptance-target.js';

const hasHead = await offersHead();
const PART_BYTES = 5 * 1024 ** 2;

async function create(key: string): Promise<string> {
  const { text } = await call({ method: 'POST', key, query: '?uploads' });
  return /<UploadId>([^<]+)<\/UploadId>/.exec(text)?.[1] ?? '';
}

async function sendPart(key: string, uploadId: string, partNumber: number, body: Buffer | string): Promise<string> {
  const query = `?partNumber=${partNumber}&uploadId=${encodeURIComponent(uploadId)}`;
  const { status, text, headers } = await call({ method: 'PUT', key, query, body });
  if (status !== 200) throw new Error(`the part was answered with ${status}: ${text}`);
  return String(headers.etag);
}

function complete(key: string, uploadId: string, etags: readonly string[]): Promise<Answer> {
  const parts = etags.map((etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag}</ETag></Part>`);
  return call({
    method: 'POST',
    key,
    query: `?uploadId=${encodeURIComponent(uploadId)}`,
    body: `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`,
  });
}

describe('a multipart upload', () => {
  it('becomes an object when it is completed', async () => {
    const key = newKey();
    const bodies = [randomBytes(PART_BYTES), Buffer.from('the rest')];
    const uploadId = await create(key);
    const etags: string[] = [];
    for (const [index, body] of bodies.entries()) etags.push(await sendPart(key, uploadId, index + 1, body));
    const md5s = bodies.map((body) => createHash('md5').update(body).digest());
    expect(etags).toEqual(md5s.map((md5) => `"${md5.toString('hex')}"`));

    const completed = await complete(key, uploadId, etags);
    const etag = `${createHash('md5').update(Buffer.concat(md5s)).digest('hex')}-2`;
    expect(completed.status).toBe(200);
    expect(completed.text).toContain('<CompleteMultipartUploadResult');
    expect(completed.text).toContain(etag);
    if (hasHead) {
      const head = await call({ method: 'HEAD', key });
      expect(head.headers).toMatchObject({ 'content-length': String(PART_BYTES + 8), etag: `"${etag}"` });
    } else {
      expect(await exists(key)).toBe(true);
    }
  });

  it('is not there before that, and never when it is aborted', async () => {
    const key = newKey();
    const uploadId = await create(key);
    const etag = await sendPart(key, uploadId, 1, 'part');
    const aborted = await call({ method: 'DELETE', key, query: `?uploadId=${encodeURIComponent(uploadId)}` });
    expect(aborted.status).toBe(204);
    expect(await complete(key, uploadId, [etag])).toMatchObject({
      status: 404,
      text: expect.stringContaining('<Code>NoSuchUpload</Code>'),
    });
    expect(await exists(key)).toBe(false);
  });

  it('is refused with parts that were not uploaded', async () => {
    const key = newKey();
    const uploadId = await create(key);
    await sendPart(key, uploadId, 1, 'part');
    expect(await complete(key, uploadId, ['"00000000000000000000000000000000"'])).toMatchObject({
      status: 400,
      text: expect.stringContaining('<Code>InvalidPart</Code>'),
    });
    expect(await exists(key)).toBe(false);
  });

  it('belongs to its key', async () => {
    const uploadId = await create(newKey());
    await expect(sendPart(newKey(), uploadId, 1, 'part')).rejects.toThrow('<Code>NoSuchUpload</Code>');
  });
});
