import { afterEach, describe, expect, it } from '@jest/globals';
import { completeOnce } from '../../src/modules/multipart/complete-once.js';
import { compositeEtag } from '../../src/modules/multipart/composite-etag.js';
import { S3Store } from '../../src/modules/s3-pool/index.js';
import { answer, errorXml, RawBackend } from '../support/raw-backend.js';
import { s3Config } from '../support/s3-config.js';

const MD5 = '0123456789abcdef0123456789abcdef';
const COMPOSITE = `"${compositeEtag([MD5]) ?? ''}"`;
const NO_SUCH_UPLOAD = answer('404 Not Found', {}, errorXml('NoSuchUpload'));
const PRECONDITION_FAILED = answer('412 Precondition Failed', {}, errorXml('PreconditionFailed'));
const LISTED = answer('200 OK', {}, '<?xml version="1.0"?><ListPartsResult></ListPartsResult>');
const head = (etag: string): string =>
  answer('200 OK', {
    ETag: etag,
    'Content-Type': 'text/plain',
    'x-amz-version-id': 'v7',
    'x-amz-checksum-crc32': 'AAAAAA==',
    'x-amz-checksum-type': 'COMPOSITE',
    'x-amz-meta-a': 'b',
  });

interface Answers {
  readonly complete: string;
  readonly list?: string;
  readonly head?: string;
}

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const resource of open.splice(0).reverse()) await resource.close();
});

/** Completes an upload of one part at a backend that answers each kind of call with fixed bytes. */
async function complete(answers: Answers, headers: Record<string, string> = {}, etag = `"${MD5}"`) {
  const heads: string[] = [];
  const backend = await RawBackend.start(async (connection) => {
    for (;;) {
      const { head: request } = await connection.request();
      heads.push(request);
      const byMethod = { POST: answers.complete, GET: answers.list, HEAD: answers.head };
      connection.send(byMethod[request.split(' ', 1)[0] as keyof typeof byMethod] ?? '');
    }
  });
  const store = new S3Store(s3Config(backend.endpoint));
  open.push(backend, store);
  const outcome = completeOnce(store, {
    address: { bucket: 'front', key: 'k' },
    uploadId: 'u',
    parts: [{ partNumber: 1, etag, checksums: {} }],
    headers: new Map(Object.entries(headers)),
  });
  const [result] = await Promise.allSettled([outcome]);
  return { result, heads, methods: heads.map((request) => request.split(' ', 1)[0]) };
}

const rejected = (code: string): object => ({ status: 'rejected', reason: { code } });

describe('CompleteMultipartUpload of an upload that is gone', () => {
  it('succeeds when the object has the ETag that the parts make, with what is known of the first time', async () => {
    const { result, methods } = await complete({ complete: NO_SUCH_UPLOAD, head: head(COMPOSITE) });
    expect(result).toEqual({
      status: 'fulfilled',
      value: {
        etag: COMPOSITE,
        headers: new Map([['x-amz-version-id', 'v7']]),
        checksums: { crc32: 'AAAAAA==' },
        checksumType: 'COMPOSITE',
      },
    });
    expect(methods).toEqual(['POST', 'HEAD']);
  });

  it('asks for the object with the customer key, and without the conditions of the write', async () => {
    const headers = { 'if-match': '"x"', 'x-amz-server-side-encryption-customer-algorithm': 'AES256' };
    const { heads } = await complete({ complete: NO_SUCH_UPLOAD, head: head(COMPOSITE) }, headers);
    expect(heads[1]).toContain('x-amz-server-side-encryption-customer-algorithm: AES256');
    expect(heads[1]).not.toContain('if-match');
  });

  it.each([
    ['another object', head('"0123456789abcdef0123456789abcdef-1"')],
    ['no object', answer('404 Not Found')],
    ['an object that the gateway may not see', answer('403 Forbidden')],
  ])('is NoSuchUpload when there is %s', async (_what, found) => {
    expect((await complete({ complete: NO_SUCH_UPLOAD, head: found })).result).toMatchObject(rejected('NoSuchUpload'));
  });

  it('is NoSuchUpload, without a question, when a part has no MD5 for ETag', async () => {
    const { result, methods } = await complete({ complete: NO_SUCH_UPLOAD }, {}, '"opaque"');
    expect(result).toMatchObject(rejected('NoSuchUpload'));
    expect(methods).toEqual(['POST']);
  });

  it('is 503, to be tried again, when the backend cannot say', async () => {
    const { result } = await complete({ complete: NO_SUCH_UPLOAD, head: answer('503 Busy') });
    expect(result).toMatchObject(rejected('ServiceUnavailable'));
  });
});

describe('CompleteMultipartUpload whose condition fails', () => {
  const condition = { 'if-none-match': '*' };

  it('succeeds when the upload is gone and its object is there', async () => {
    const answers = { complete: PRECONDITION_FAILED, list: NO_SUCH_UPLOAD, head: head(COMPOSITE) };
    expect((await complete(answers, condition)).result).toMatchObject({
      status: 'fulfilled',
      value: { etag: COMPOSITE },
    });
  });

  it('fails while the upload is there, whatever the object', async () => {
    const answers = { complete: PRECONDITION_FAILED, list: LISTED, head: head(COMPOSITE) };
    const { result, methods } = await complete(answers, condition);
    expect(result).toMatchObject(rejected('PreconditionFailed'));
    expect(methods).toEqual(['POST', 'GET']);
  });
});
