import { describe, expect, it } from '@jest/globals';
import { signAwsChunked, PUBLISHED_CLIENT } from '../../../test/support/aws-chunked-signer.js';
import { AwsChunkedDecoder } from '../streams/aws-chunked-decoder.js';
import { ChunkSignatureVerifier } from './chunk-signature-verifier.js';
import { RequestVerifier } from './request-verifier.js';

const KEY = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: PUBLISHED_CLIENT.secret, subject: 'alice' };
const CHUNKS = [Buffer.alloc(65_536, 'a'), Buffer.alloc(1_024, 'a')];
const TRAILER = { name: 'x-amz-checksum-crc32c', value: 'sOO8/Q==' };
const verifier = new RequestVerifier({ region: 'us-east-1', service: 's3', maxSkewMs: 900_000 }, [KEY]);

function headersOf(form: string, seed: string, more: Readonly<Record<string, string>>): Map<string, string> {
  const headers = new Map(
    Object.entries({
      ...more,
      'content-encoding': 'aws-chunked',
      host: 's3.amazonaws.com',
      'x-amz-content-sha256': form,
      'x-amz-date': PUBLISHED_CLIENT.timestamp,
      'x-amz-decoded-content-length': '66560',
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    }),
  );
  const names = [...headers.keys()].sort().join(';');
  const credential = `${KEY.accessKeyId}/20130524/us-east-1/s3/aws4_request`;
  return headers.set(
    'authorization',
    `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${names},Signature=${seed}`,
  );
}

// "Signature calculations for the Authorization header: transferring payload in multiple chunks", S3 API reference,
// without and with trailing headers.
describe.each([
  ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', PUBLISHED_CLIENT.seed, { 'content-length': '66824' }, undefined],
  [
    'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
    '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
    { 'x-amz-trailer': TRAILER.name },
    TRAILER,
  ],
] as const)('the published upload of the form %s', (form, seed, more, trailer) => {
  const verify = (headers: ReadonlyMap<string, string>) =>
    verifier.verify(
      { method: 'PUT', rawPath: '/examplebucket/chunkObject.txt', query: [], headers, hosts: ['s3.amazonaws.com'] },
      Date.parse('2013-05-24T00:00:00Z'),
    );

  it('is verified from its head to its last line', () => {
    const { key, chunkSigning } = verify(headersOf(form, seed, more));
    expect(key.subject).toBe('alice');
    if (chunkSigning === undefined) throw new Error('the form has signed chunks');
    const framing = {
      signed: true,
      mayHaveTrailer: trailer !== undefined,
      trailer: trailer?.name,
      decodedLength: 66_560,
    };
    const decoder = new AwsChunkedDecoder(framing, new ChunkSignatureVerifier(chunkSigning));
    const data = decoder.decode(signAwsChunked({ ...PUBLISHED_CLIENT, seed }, CHUNKS, trailer));
    decoder.finish();
    expect(Buffer.concat(data).equals(Buffer.concat(CHUNKS))).toBe(true);
  });

  it('is refused with another seed', () => {
    expect(() => verify(headersOf(form, seed.replace(/^./, '0'), more))).toThrow(
      expect.objectContaining({ code: 'SignatureDoesNotMatch' }),
    );
  });
});
