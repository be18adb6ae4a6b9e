import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { request } from 'undici';
import { encodeAwsChunked, SOME_SIGNATURE } from '../support/aws-chunked-encoder.js';
import { describeOnBothStores, METADATA } from '../support/clients/client-subject.js';
import type { ClientSubject, PayloadName } from '../support/clients/client-subject.js';
import { startTlsFront } from '../support/clients/tls-front.js';
import type { TlsFront } from '../support/clients/tls-front.js';
import { BUCKET } from '../support/clients/upload-target.js';
import { checksumOf } from '../support/memory-body.js';
import { describeWith } from '../support/requirements.js';

jest.setTimeout(120_000);

/** What a client with keys of its own sends to a bucket that asks for none. */
const SIGNED = {
  authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=${SOME_SIGNATURE}`,
  'x-amz-date': '20260101T000000Z',
  'content-encoding': 'aws-chunked,gzip',
};
const CHUNK_BYTES = 64 * 1024;

describeOnBothStores('bodies framed as aws-chunked', (subject) => {
  describe('with chunk signatures', () => {
    describeSignedChunks(subject);
  });
  describe('by clients behind TLS', () => {
    describeBehindTls(subject);
  });
});

function describeSignedChunks(subject: ClientSubject): void {
  async function put(key: string, body: Buffer, headers: Record<string, string>): Promise<number> {
    const answer = await request(encodeURI(subject.target.urlOf(key)), {
      method: 'PUT',
      body,
      headers: { ...SIGNED, ...headers },
    });
    await answer.body.dump();
    return answer.statusCode;
  }
  const chunksOf = (bytes: Buffer): Buffer[] =>
    Array.from({ length: Math.ceil(bytes.length / CHUNK_BYTES) }, (_, index) =>
      bytes.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES),
    );
  const signature = (): string => SOME_SIGNATURE;

  it.each<PayloadName>(['empty', 'small', 'medium'])('STREAMING-AWS4-HMAC-SHA256-PAYLOAD: %s', async (name) => {
    const [key, payload] = [subject.newKey(), subject.payload(name)];
    const body = encodeAwsChunked(chunksOf(await payload.read()), { signature });
    const status = await put(key, body, {
      'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
      'x-amz-decoded-content-length': String(payload.bytes),
    });
    expect(status).toBe(200);
    await subject.expectStored(key, payload);
    expect(await subject.target.storedEncoding(key)).toBe('gzip');
  });

  it.each<PayloadName>(['empty', 'small', 'medium'])('its form with a trailer: %s', async (name) => {
    const [key, payload] = [subject.newKey(), subject.payload(name)];
    const bytes = await payload.read();
    const trailer = { name: 'x-amz-checksum-crc32', value: checksumOf('crc32', bytes) };
    const status = await put(key, encodeAwsChunked(chunksOf(bytes), { signature, trailer }), {
      'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': String(payload.bytes),
      'x-amz-trailer': 'x-amz-checksum-crc32',
    });
    expect(status).toBe(200);
    await subject.expectStored(key, payload);
    expect(await subject.target.storedEncoding(key)).toBe('gzip');
  });
}

/** There the SDKs leave hashing to a trailer and the length to Transfer-Encoding. */
function describeBehindTls(subject: ClientSubject): void {
  let front: TlsFront;
  beforeAll(async () => {
    front = await startTlsFront(subject.target.gateway.port);
  });
  afterAll(async () => {
    await front.close();
  });

  describeWith(['python'], 'boto3', () => {
    it.each<[string, PayloadName]>([
      ['put_object', 'empty'],
      ['put_object', 'small'],
      ['put_object', 'medium'],
      ['upload_file', 'large'],
    ])('%s: %s', async (call, name) => {
      const [key, payload] = [subject.newKey(), subject.payload(name)];
      await subject.boto3({ call, key, payload, input: METADATA }, front.url);
      await subject.expectStored(key, payload);
      await subject.expectMetadata(key);
    });

    it('put_object with signed requests', async () => {
      const [key, payload] = [subject.newKey(), subject.payload('medium')];
      await subject.boto3({ call: 'put_object', key, payload, input: METADATA, access: 'signed' }, front.url);
      await subject.expectStored(key, payload);
      await subject.expectMetadata(key);
    });
  });

  describeWith(['aws'], 'the AWS CLI', () => {
    it.each<PayloadName>(['empty', 'small', 'large'])('s3 cp: %s', async (name) => {
      const [key, payload] = [subject.newKey(), subject.payload(name)];
      await subject.aws(['--no-verify-ssl', 's3', 'cp', payload.path, `s3://${BUCKET}/${key}`], undefined, front.url);
      await subject.expectStored(key, payload);
    });
  });
}
