import fc from 'fast-check';
import { encodeUri, encodeUriPath } from '../../../src/common/sigv4/uri-encoding.js';

/** What every signer signs with, and the verifier expects. */
export const SIGNED_FOR = { host: 'uploads.example:8080', region: 'us-east-1', accessKeyId: 'AKID' } as const;

/** Lifetime of every presigned URL here, in seconds. */
export const EXPIRES = 60;

const text = (options: fc.StringConstraints) =>
  fc.string({ unit: 'grapheme', ...options }).filter((value) => value.isWellFormed());
const segment = text({ maxLength: 20 }).filter((value) => value !== '.' && value !== '..');
/**
 * Spaces in any number: trimming them is the signer's own affair. Not the other white space of Unicode, which all
 * three signers collapse as if it were spaces while S3 takes its bytes as they are: no client can send it signed.
 */
const headerValue = fc
  .oneof(fc.stringMatching(/^[ -~]{0,30}$/), text({ maxLength: 10 }))
  .filter((value) => !/[\0-\x1f\x7f-\x9f]|[^\S ]/.test(value));

/** A request that a client wants to have signed. */
export const anySignable = fc.record({
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
  payloadHash: fc.constantFrom('UNSIGNED-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'hash' as const),
  /** Signatures know whole seconds. */
  now: fc
    .date({ min: new Date('2015-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
    .map((date) => new Date(Math.floor(date.getTime() / 1000) * 1000)),
});

export type Signable = typeof anySignable extends fc.Arbitrary<infer T> ? T : never;

/** A signed request on the wire. */
export interface SignedWire {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** By lower-case name; one latin1 character per byte, as Node gives them. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Someone else's code that signs requests. */
export interface IndependentSigner {
  signHeader(request: Signable): Promise<SignedWire>;
  presign(request: Signable): Promise<SignedWire>;
}

/** SHA-256 of the empty body, which is what every request here has. */
export const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

export function payloadLine({ payloadHash }: Signable): string {
  return payloadHash === 'hash' ? EMPTY_SHA256 : payloadHash;
}

/** `YYYYMMDDTHHMMSSZ`. */
export function timestampOf({ now }: Signable): string {
  return now.toISOString().replace(/[-:]|\.\d{3}/g, '');
}

export function pathOf({ key }: Signable): string {
  return encodeUriPath(`/b/${key}`);
}

export function encodedQuery(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${encodeUri(name)}=${encodeUri(value)}`)
    .join('&');
}

/** @param target path and query @param headers values as text, sent as UTF-8 */
export function onWire(method: string, target: string, headers: Readonly<Record<string, string>>): SignedWire {
  const [path = '', query = ''] = target.split('?', 2);
  const sent = Object.entries(headers).map(([name, value]) => [
    name.toLowerCase(),
    Buffer.from(value, 'utf8').toString('latin1'),
  ]);
  return { method, path, query, headers: Object.fromEntries(sent) as Record<string, string> };
}
