import { createHash, createHmac } from 'node:crypto';
import { deriveSigningKey, SigningKey } from '../../src/common/sigv4/signing-key.js';
import type { ChunkSigning } from '../../src/common/sigv4/chunk-signing.js';
import { encodeAwsChunked } from './aws-chunked-encoder.js';
import type { EncodedTrailer } from './aws-chunked-encoder.js';

/** What a client signs the chunks of a body with. */
export interface SigningClient {
  readonly secret: string;
  /** `YYYYMMDDTHHMMSSZ`. */
  readonly timestamp: string;
  readonly region: string;
  /** Signature of the request. */
  readonly seed: string;
}

/** Key, date and region of the examples in the S3 API reference. */
export const PUBLISHED_CLIENT: SigningClient = {
  secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  timestamp: '20130524T000000Z',
  region: 'us-east-1',
  seed: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
};

/**
 * Signatures of all chunks, the empty last one included, and of the trailer if there is one. Written from the S3 API
 * reference ("Signature calculations for the Authorization header: transferring payload in multiple chunks"); shares
 * no code with what verifies them.
 */
export function chunkSignatures(
  { secret, timestamp, region, seed }: SigningClient,
  chunks: readonly Uint8Array[],
  trailer?: EncodedTrailer,
): string[] {
  const date = timestamp.slice(0, 8);
  const steps = [date, region, 's3', 'aws4_request'];
  const key = steps.reduce<string | Buffer>(hmac, `AWS4${secret}`);
  const signatures: string[] = [];
  let previous = seed;
  const sign = (...lines: string[]): void => {
    const [algorithm = '', ...hashes] = lines;
    previous = hmac(key, [algorithm, timestamp, steps.join('/'), previous, ...hashes].join('\n')).toString('hex');
    signatures.push(previous);
  };
  for (const chunk of [...chunks, Buffer.alloc(0)]) sign('AWS4-HMAC-SHA256-PAYLOAD', sha256(''), sha256(chunk));
  if (trailer !== undefined) sign('AWS4-HMAC-SHA256-TRAILER', sha256(`${trailer.name}:${trailer.value}\n`));
  return signatures;
}

/**
 * A whole signed body.
 * @param trailerLineEnd what ends the trailer line; minio-go sends `\n\r\n`, the AWS SDK for Java `\r\n`
 */
export function signAwsChunked(
  client: SigningClient,
  chunks: readonly Uint8Array[],
  trailer?: EncodedTrailer,
  trailerLineEnd = '\r\n',
): Buffer {
  const signatures = chunkSignatures(client, chunks, trailer);
  return encodeAwsChunked(chunks, {
    signature: (index) => signatures[index] ?? '',
    ...(trailer !== undefined && { trailer, trailerLineEnd }),
  });
}

/** What the gateway verifies this client's chunks with. */
export function chunkSigningOf({ secret, timestamp, region, seed }: SigningClient): ChunkSigning {
  const date = timestamp.slice(0, 8);
  return {
    timestamp,
    scope: `${date}/${region}/s3/aws4_request`,
    key: new SigningKey(deriveSigningKey(secret, { date, region, service: 's3' })),
    seedSignature: seed,
  };
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
