import { Sha256 } from '@aws-crypto/sha256-js';
import { describe, expect, it } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import type { HeaderFields } from './canonical-request.js';
import { RequestSigner } from './request-signer.js';
import { encodeUri, encodeUriPath } from './uri-encoding.js';

const EXAMPLE_KEY = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const EXAMPLE_DAY = new Date('2013-05-24T00:00:00Z');

function authorizationOf(added: readonly (readonly [string, string])[]): string {
  return new Map(added).get('authorization') ?? '';
}

describe('RequestSigner: published examples', () => {
  // "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks", S3 API reference.
  const target = { method: 'PUT', path: '/examplebucket/chunkObject.txt', query: [] };
  const common: HeaderFields = [
    ['host', 's3.amazonaws.com'],
    ['x-amz-storage-class', 'REDUCED_REDUNDANCY'],
    ['content-encoding', 'aws-chunked'],
    ['x-amz-decoded-content-length', '66560'],
  ];
  const signer = new RequestSigner('us-east-1');

  it('computes the seed signature of the chunked upload', () => {
    const headers: HeaderFields = [...common, ['content-length', '66824']];
    const request = { ...target, headers, payloadHash: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' };
    expect(authorizationOf(signer.sign(request, EXAMPLE_KEY, EXAMPLE_DAY))).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, ' +
        'SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;' +
        'x-amz-decoded-content-length;x-amz-storage-class, ' +
        'Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
    );
  });

  it('computes the seed signature of the chunked upload with a trailer', () => {
    const headers: HeaderFields = [...common, ['x-amz-trailer', 'x-amz-checksum-crc32c']];
    const request = { ...target, headers, payloadHash: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER' };
    expect(authorizationOf(signer.sign(request, EXAMPLE_KEY, EXAMPLE_DAY))).toContain(
      'Signature=106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
    );
  });
});

describe('RequestSigner against the signer of the AWS SDK', () => {
  // The SDK keeps a query in a plain object, in which a parameter named __proto__ gets lost.
  const word = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !/^(x-id|__proto__)$/i.test(text));
  const segment = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => text.isWellFormed());
  const key = fc.array(segment, { minLength: 1, maxLength: 6 }).map((segments) => segments.join('/'));
  const headerName = fc.stringMatching(/^x-amz-meta-[a-z0-9_.-]{1,12}$/);
  const headerValue = fc.stringMatching(/^[ -~]{0,30}$/);
  const anyRequest = fc.record({
    method: fc.constantFrom('PUT', 'POST', 'HEAD', 'GET', 'DELETE'),
    key,
    query: fc.dictionary(word, fc.oneof(fc.constant(''), fc.string({ unit: 'grapheme' }))),
    headers: fc.dictionary(headerName, headerValue, { noNullPrototype: true }),
    host: fc.constantFrom('127.0.0.1:9000', 'bucket.s3.eu-west-1.amazonaws.com', 'store.example'),
    region: fc.constantFrom('us-east-1', 'eu-central-1', 'auto'),
    secretAccessKey: fc.stringMatching(/^[A-Za-z0-9/+]{1,40}$/),
    sessionToken: fc.option(fc.stringMatching(/^[A-Za-z0-9/+=]{1,40}$/), { nil: undefined }),
    payloadHash: fc.constantFrom('UNSIGNED-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'a'.repeat(64)),
    now: fc.date({ min: new Date('2015-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
  });

  it('gives the same Authorization header for any request', async () => {
    await fc.assert(
      fc.asyncProperty(anyRequest, async (sample) => {
        fc.pre(Object.values(sample.query).every((value) => value.isWellFormed()));
        const credentials = {
          accessKeyId: 'AKIDEXAMPLE',
          secretAccessKey: sample.secretAccessKey,
          ...(sample.sessionToken === undefined ? {} : { sessionToken: sample.sessionToken }),
        };
        const path = encodeUriPath(`/bucket/${sample.key}`);
        const theirs = await new SignatureV4({
          credentials,
          region: sample.region,
          service: 's3',
          sha256: Sha256,
          uriEscapePath: false,
        }).sign(
          {
            method: sample.method,
            protocol: 'http:',
            hostname: sample.host,
            path,
            query: { ...sample.query },
            headers: { host: sample.host, ...sample.headers, 'x-amz-content-sha256': sample.payloadHash },
          },
          { signingDate: sample.now },
        );
        const ours = new RequestSigner(sample.region).sign(
          {
            method: sample.method,
            path,
            query: Object.entries(sample.query).map(([name, value]) => [encodeUri(name), encodeUri(value)]),
            headers: [['host', sample.host], ...Object.entries(sample.headers)],
            payloadHash: sample.payloadHash,
          },
          credentials,
          sample.now,
        );
        expect(authorizationOf(ours)).toBe(theirs.headers['authorization']);
      }),
      { numRuns: 300 },
    );
  });
});

describe('RequestSigner', () => {
  const signer = new RequestSigner('us-east-1');
  const request = {
    method: 'PUT',
    path: '/b/k',
    query: [],
    headers: [
      ['host', 'h'],
      ['user-agent', 'x'],
      ['connection', 'keep-alive'],
    ] satisfies HeaderFields,
    payloadHash: 'UNSIGNED-PAYLOAD',
  };

  it('leaves out what intermediaries may change', () => {
    expect(authorizationOf(signer.sign(request, EXAMPLE_KEY, EXAMPLE_DAY))).toContain(
      'SignedHeaders=host;x-amz-content-sha256;x-amz-date,',
    );
  });

  it('sends and signs the session token', () => {
    const added = signer.sign(request, { ...EXAMPLE_KEY, sessionToken: 'tok' }, EXAMPLE_DAY);
    expect(added).toContainEqual(['x-amz-security-token', 'tok']);
    expect(authorizationOf(added)).toContain('x-amz-date;x-amz-security-token,');
  });
});
