import { Sha256 } from '@aws-crypto/sha256-js';
import { describe, expect, it } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { errorCode } from '../errors/classify.js';
import { parseRequestTarget } from '../s3/request-target.js';
import { RequestVerifier } from './request-verifier.js';
import { encodeUri, encodeUriPath } from './uri-encoding.js';

const HOST = 'uploads.example:8080';
const RUNS = 1_000;
const REFUSED =
  /^(?:AccessDenied|Authorization\w+|InvalidAccessKeyId|InvalidArgument|SignatureDoesNotMatch|RequestTimeTooSkewed)$/;

const text = (options: fc.StringConstraints) =>
  fc.string({ unit: 'grapheme', ...options }).filter((value) => value.isWellFormed());
const segment = text({ maxLength: 20 }).filter((value) => value !== '.' && value !== '..');
/** Node gives header values as latin1; leading, trailing and repeated spaces are the signer's own affair. */
const headerValue = fc
  .oneof(fc.stringMatching(/^[ -~]{0,30}$/), text({ maxLength: 10 }).map(asWire))
  .filter((value) => !/[\0-\x1f\x7f]/.test(value));
const anyRequest = fc.record({
  method: fc.constantFrom('PUT', 'POST', 'HEAD', 'GET', 'DELETE'),
  key: fc.array(segment, { minLength: 1, maxLength: 5 }).map((segments) => segments.join('/')),
  query: fc.dictionary(
    fc.string({ minLength: 1, maxLength: 12 }).filter((name) => !/^(?:x-|__proto__$|signature$|awsaccess)/i.test(name)),
    text({ maxLength: 12 }),
    { noNullPrototype: true, maxKeys: 4 },
  ),
  headers: fc.dictionary(fc.stringMatching(/^x-amz-meta-[a-z0-9_.-]{1,12}$/), headerValue, {
    noNullPrototype: true,
    maxKeys: 4,
  }),
  secretAccessKey: fc.stringMatching(/^[A-Za-z0-9/+]{1,40}$/),
  sessionToken: fc.option(fc.stringMatching(/^[A-Za-z0-9/+=]{1,40}$/), { nil: undefined }),
  payloadHash: fc.constantFrom('UNSIGNED-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'a'.repeat(64)),
  now: fc.date({ min: new Date('2015-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
});
type Sample = typeof anyRequest extends fc.Arbitrary<infer T> ? T : never;

/** A request on the wire. */
interface Wire {
  method: string;
  path: string;
  query: string;
  headers: Record<string, string>;
}

function asWire(value: string): string {
  return Buffer.from(value, 'utf8').toString('latin1');
}

function signerFor({ secretAccessKey, sessionToken }: Sample): SignatureV4 {
  return new SignatureV4({
    credentials: { accessKeyId: 'AKID', secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
    region: 'us-east-1',
    service: 's3',
    sha256: Sha256,
    uriEscapePath: false,
  });
}

/** The signer hashes text as UTF-8, so it gets header values as text. */
function toSign(sample: Sample) {
  const values = Object.entries(sample.headers).map(([name, value]) => [name, Buffer.from(value, 'latin1').toString()]);
  return {
    method: sample.method,
    protocol: 'http:',
    hostname: HOST,
    path: encodeUriPath(`/b/${sample.key}`),
    query: { ...sample.query },
    headers: { host: HOST, ...(Object.fromEntries(values) as Record<string, string>) },
  };
}

async function signHeader(sample: Sample): Promise<Wire> {
  const request = toSign(sample);
  request.headers = { ...request.headers, ...{ 'x-amz-content-sha256': sample.payloadHash } };
  const { headers } = await signerFor(sample).sign(request, { signingDate: sample.now });
  return onWire(request.method, request.path, request.query, { ...headers, ...sample.headers });
}

async function signQuery(sample: Sample): Promise<Wire> {
  const request = toSign(sample);
  request.headers = { ...request.headers, ...{ 'X-Amz-Content-Sha256': sample.payloadHash } };
  const { query = {} } = await signerFor(sample).presign(request, { signingDate: sample.now, expiresIn: 60 });
  return onWire(request.method, request.path, query as Record<string, string>, { host: HOST });
}

function onWire(method: string, path: string, query: Record<string, string>, headers: Record<string, string>): Wire {
  const pairs = Object.entries(query).map(([name, value]) => `${encodeUri(name)}=${encodeUri(value)}`);
  return { method, path, query: pairs.join('&'), headers };
}

function verdict({ secretAccessKey, sessionToken, now }: Sample, { method, path, query, headers }: Wire): string {
  const keys = [{ accessKeyId: 'AKID', secretAccessKey, sessionToken, subject: 'alice' }];
  const verifier = new RequestVerifier({ region: 'us-east-1', service: 's3', maxSkewMs: 900_000 }, keys);
  const target = parseRequestTarget(query === '' ? path : `${path}?${query}`);
  const all = new Map(Object.entries(headers));
  const hosts = [all.get('host') ?? ''];
  try {
    const request = { method, rawPath: target.rawPath, query: target.query, headers: all, hosts };
    // The date of a signature has whole seconds.
    return verifier.verify(request, Math.floor(now.getTime() / 1000) * 1000).key.subject;
  } catch (error) {
    return errorCode(error) ?? String(error);
  }
}

/** One change to what was signed, each of another kind. */
const MUTATIONS: Readonly<Record<string, (wire: Wire) => Wire>> = {
  method: (wire) => ({ ...wire, method: wire.method === 'PUT' ? 'DELETE' : 'PUT' }),
  path: (wire) => ({ ...wire, path: `${wire.path}x` }),
  'slash in the path': (wire) => ({ ...wire, path: wire.path.replace('/b/', '/b%2F') }),
  query: (wire) => ({ ...wire, query: wire.query === '' ? 'acl' : `${wire.query}&acl` }),
  host: (wire) => ({ ...wire, headers: { ...wire.headers, host: 'elsewhere.example' } }),
  'header that was not signed': (wire) => ({ ...wire, headers: { ...wire.headers, 'x-amz-acl': 'public-read' } }),
};
const OF_A_HEADER: typeof MUTATIONS = {
  'header value': (wire) => ({ ...wire, headers: changed(wire.headers, 'x-amz-content-sha256', () => 'b'.repeat(64)) }),
  date: (wire) => ({ ...wire, headers: changed(wire.headers, 'x-amz-date', nextSecond) }),
  signature: (wire) => ({ ...wire, headers: changed(wire.headers, 'authorization', flippedEnd) }),
  scope: (wire) => ({
    ...wire,
    headers: changed(wire.headers, 'authorization', (value) => value.replace('/us-east-1/', '/us-east-2/')),
  }),
  'access key': (wire) => ({
    ...wire,
    headers: changed(wire.headers, 'authorization', (value) => value.replace('AKID', 'AKIE')),
  }),
};
const OF_A_QUERY: typeof MUTATIONS = {
  'parameter value': (wire) => ({ ...wire, query: wire.query.replace(/(X-Amz-Content-Sha256)=[^&]*/, '$1=x') }),
  expiry: (wire) => ({ ...wire, query: wire.query.replace('X-Amz-Expires=60', 'X-Amz-Expires=61') }),
  signature: (wire) => ({ ...wire, query: wire.query.replace(/(X-Amz-Signature=[^&]*)/, flippedEnd) }),
  scope: (wire) => ({ ...wire, query: wire.query.replace('%2Fus-east-1%2F', '%2Fus-east-2%2F') }),
};

function changed(headers: Record<string, string>, name: string, change: (value: string) => string) {
  return { ...headers, [name]: change(headers[name] ?? '') };
}

function nextSecond(timestamp: string): string {
  const digit = timestamp.charAt(14);
  return `${timestamp.slice(0, 14)}${digit === '9' ? '0' : Number(digit) + 1}Z`;
}

function flippedEnd(value: string): string {
  return `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}`;
}

describe.each([
  ['a signature in the header', signHeader, { ...MUTATIONS, ...OF_A_HEADER }],
  ['a presigned URL', signQuery, { ...MUTATIONS, ...OF_A_QUERY }],
] as const)('RequestVerifier against the signer of the AWS SDK: %s', (_, sign, mutations) => {
  it('accepts what was signed, and refuses each change to it', async () => {
    await fc.assert(
      fc.asyncProperty(anyRequest, async (sample) => {
        const wire = await sign(sample);
        expect(verdict(sample, wire)).toBe('alice');
        for (const [name, mutate] of Object.entries(mutations)) {
          expect(`${name}: ${verdict(sample, mutate(wire))}`).toMatch(
            new RegExp(`^${name}: ${REFUSED.source.slice(1)}`),
          );
        }
      }),
      { numRuns: RUNS },
    );
  });
});
