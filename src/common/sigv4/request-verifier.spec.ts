import { beforeEach, describe, expect, it } from '@jest/globals';
import { parseRequestTarget } from '../s3/request-target.js';
import type { HeaderFields } from './canonical-request.js';
import { RequestSigner } from './request-signer.js';
import { RequestVerifier } from './request-verifier.js';
import type { VerifiableRequest } from './request-verifier.js';
import { deriveSigningKey, SigningKey } from './signing-key.js';

const NOW = new Date('2026-05-24T10:00:00Z');
const HOST = 'uploads.example:8080';
const PLAIN = { accessKeyId: 'AKPLAIN', secretAccessKey: 'plain secret', subject: 'alice' };
const WITH_TOKEN = { accessKeyId: 'AKTOKEN', secretAccessKey: 's2', sessionToken: 'the-token', subject: 'bob' };
const OVER = { accessKeyId: 'AKOVER', secretAccessKey: 's3', subject: 'carol', notAfter: NOW.getTime() - 1 };
const SIGNING_KEY = new SigningKey(
  deriveSigningKey(PLAIN.secretAccessKey, { date: '20260524', region: 'us-east-1', service: 's3' }),
);
const verifier = new RequestVerifier({ region: 'us-east-1', service: 's3', maxSkewMs: 900_000 }, [
  PLAIN,
  WITH_TOKEN,
  OVER,
]);

interface Signed {
  path?: string;
  payloadHash?: string;
  headers?: HeaderFields;
  region?: string;
  service?: string;
  at?: Date;
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

/** A signed PUT, and its headers to change before it is verified. */
function signed({ path = '/b/k', payloadHash = 'UNSIGNED-PAYLOAD', headers = [], at = NOW, ...rest }: Signed = {}) {
  const signer = new RequestSigner(rest.region ?? 'us-east-1', rest.service);
  const all: HeaderFields = [['host', HOST], ...headers];
  const request = { method: 'PUT', path, query: [], headers: all, payloadHash };
  return new Map([...all, ...signer.sign(request, rest.credentials ?? PLAIN, at)]);
}

function verify(headers: Map<string, string>, target = '/b/k', change: Partial<VerifiableRequest> = {}) {
  const { rawPath, query } = parseRequestTarget(target);
  const hosts = [headers.get('host') ?? ''];
  return verifier.verify({ method: 'PUT', rawPath, query, headers, hosts, ...change }, NOW.getTime());
}

function refusal(headers: Map<string, string>, target?: string): unknown {
  try {
    verify(headers, target);
  } catch (error) {
    return error;
  }
  return 'accepted';
}

const error = (code: string, more: object = {}) => expect.objectContaining({ code, ...more });
const details = (fields: object): object => ({ details: expect.objectContaining(fields) });

describe('RequestVerifier: a signature in the header', () => {
  let headers: Map<string, string>;
  const authorization = (change: (text: string) => string): void => {
    headers.set('authorization', change(headers.get('authorization') ?? ''));
  };
  beforeEach(() => {
    headers = signed();
  });

  it('is accepted, and says who signed', () => {
    expect(verify(headers)).toMatchObject({ key: { subject: 'alice' }, chunkSigning: undefined });
  });

  it('may have no spaces behind its commas', () => {
    authorization((text) => text.replaceAll(', ', ','));
    expect(verify(headers).key.subject).toBe('alice');
  });

  it('may be made with Date instead of x-amz-date', () => {
    const date = NOW.toUTCString();
    const withoutDate = signedWithDateHeader(date);
    expect(verify(withoutDate).key.subject).toBe('alice');
    withoutDate.set('date', 'yesterday');
    expect(refusal(withoutDate)).toEqual(
      error('AccessDenied', { message: 'AWS authentication requires a valid Date or x-amz-date header' }),
    );
  });

  it('counts for any of the hosts that the client may have meant', () => {
    expect(verify(headers, '/b/k', { hosts: ['behind-the-proxy', HOST] }).key.subject).toBe('alice');
    expect(() => verify(headers, '/b/k', { hosts: ['other'] })).toThrow(error('SignatureDoesNotMatch'));
  });

  it('covers the path as sent or in its canonical escapes', () => {
    expect(verify(signed({ path: '/b/a(b)' }), '/b/a(b)').key.subject).toBe('alice');
    expect(verify(signed({ path: '/b/a%28b%29%C3%A9' }), '/b/a(b)%c3%a9').key.subject).toBe('alice');
    expect(refusal(signed({ path: '/b/a/b' }), '/b/a%2Fb')).toEqual(error('SignatureDoesNotMatch'));
  });

  it.each(['-TRAILER', ''])('gives the verifier of chunks what it needs: STREAMING-...-PAYLOAD%s', (suffix) => {
    headers = signed({ payloadHash: `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${suffix}` });
    const { chunkSigning } = verify(headers);
    expect(chunkSigning).toMatchObject({
      timestamp: '20260524T100000Z',
      scope: '20260524/us-east-1/s3/aws4_request',
      seedSignature: /Signature=(.*)$/.exec(headers.get('authorization') ?? '')?.[1],
    });
  });

  it.each([
    ['Credential=AKPLAIN/20260524/us-east-1/s3/aws4_request, SignedHeaders=host', 'a missing part'],
    ['Credential=AKPLAIN, SignedHeaders=host, Signature=a', 'a short credential'],
    ['Credential=/20260524/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=a', 'no access key'],
    ['Credential=AKPLAIN/x/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=a', 'a broken day'],
    ['Credential=AKPLAIN/20260523/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=a', 'another day'],
    ['Credential=AKPLAIN/20260524/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=a', 'another service'],
    ['Credential=AKPLAIN/20260524/us-east-1/s3/aws4, SignedHeaders=host, Signature=a', 'another terminator'],
    ['Signature=a, Signature=b', 'two signatures'],
  ])('is malformed: %s (%s)', (text) => {
    authorization(() => `AWS4-HMAC-SHA256 ${text}`);
    expect(refusal(headers)).toEqual(error('AuthorizationHeaderMalformed'));
  });

  it('may be of an access key that holds slashes', () => {
    expect(refusal(signed({ credentials: { accessKeyId: 'team/a', secretAccessKey: 's' } }))).toEqual(
      error('InvalidAccessKeyId', details({ AWSAccessKeyId: 'team/a' })),
    );
    authorization((text) => text.replace('/aws4_request', '/aws4_request/more'));
    expect(refusal(headers)).toEqual(
      error('AuthorizationHeaderMalformed', { message: expect.stringContaining('the Credential is mal-formed') }),
    );
  });

  it('for another region is told the right one', () => {
    expect(refusal(signed({ region: 'eu-west-1' }))).toEqual(
      error('AuthorizationHeaderMalformed', details({ Region: 'us-east-1' })),
    );
  });

  it.each([
    ['AWS4-HMAC-SHA256', 'InvalidArgument'],
    ['Bearer abc', 'InvalidArgument'],
    ['AWS AKPLAIN:c2ln', 'InvalidRequest'],
    ['AWS4-ECDSA-P256-SHA256 Credential=a', 'InvalidRequest'],
  ])('of another kind is refused: %s', (text, code) => {
    authorization(() => text);
    expect(refusal(headers)).toEqual(error(code));
    expect(JSON.stringify(refusal(headers))).not.toContain('abc');
  });

  it.each([
    [900_000, 'accepted'],
    [-900_000, 'accepted'],
    [901_000, 'RequestTimeTooSkewed'],
    [-901_000, 'RequestTimeTooSkewed'],
  ])('made %i ms away from now is %s', (offset, verdict) => {
    const result = refusal(signed({ at: new Date(NOW.getTime() + offset) }));
    expect(result).toEqual(
      verdict === 'accepted'
        ? 'accepted'
        : error(verdict, details({ ServerTime: '2026-05-24T10:00:00Z', MaxAllowedSkewMilliseconds: 900_000 })),
    );
  });

  it('needs x-amz-content-sha256', () => {
    headers.delete('x-amz-content-sha256');
    expect(refusal(headers)).toEqual(
      error('InvalidRequest', { message: 'Missing required header for this request: x-amz-content-sha256' }),
    );
  });

  it.each(['AKUNKNOWN', 'AKOVER', '__proto__'])('of the key %s is unknown', (accessKeyId) => {
    expect(refusal(signed({ credentials: { accessKeyId, secretAccessKey: 's3' } }))).toEqual(
      error('InvalidAccessKeyId', details({ AWSAccessKeyId: accessKeyId })),
    );
  });

  it('has to cover host and every x-amz-* header', () => {
    headers.set('x-amz-acl', 'public-read');
    expect(refusal(headers)).toEqual(error('AccessDenied', details({ HeadersNotSigned: 'x-amz-acl' })));
    headers.delete('x-amz-acl');
    authorization((text) => text.replace('SignedHeaders=host;', 'SignedHeaders='));
    expect(refusal(headers)).toEqual(error('AccessDenied', details({ HeadersNotSigned: 'host' })));
  });

  it('does not match when a signed header is gone', () => {
    headers = signed({ headers: [['content-type', 'text/plain']] });
    headers.delete('content-type');
    expect(refusal(headers)).toEqual(error('SignatureDoesNotMatch'));
  });

  it('that does not match is shown what was signed here, without its secrets', () => {
    headers = signed({
      headers: [['x-amz-server-side-encryption-customer-key', 'c2VjcmV0LWtleQ==']],
      credentials: { ...WITH_TOKEN, secretAccessKey: 'wrong' },
    });
    const signature = /Signature=(.*)$/.exec(headers.get('authorization') ?? '')?.[1];
    const result = refusal(headers) as { details: Record<string, string> };
    expect(result).toEqual(
      error('SignatureDoesNotMatch', details({ AWSAccessKeyId: 'AKTOKEN', SignatureProvided: signature })),
    );
    const { StringToSign = '', StringToSignBytes = '', CanonicalRequest = '' } = result.details;
    expect(StringToSign).toMatch(/^AWS4-HMAC-SHA256\n20260524T100000Z\n/);
    expect(Buffer.from(StringToSignBytes.replaceAll(' ', ''), 'hex').toString()).toBe(StringToSign);
    expect(CanonicalRequest).toContain('\nx-amz-security-token:***\n');
    expect(CanonicalRequest).toContain('\nx-amz-server-side-encryption-customer-key:***\n');
    expect(JSON.stringify(result.details)).not.toContain('the-token');
  });

  it('comes with the session token of its key, and with no other', () => {
    expect(verify(signed({ credentials: WITH_TOKEN })).key.subject).toBe('bob');
    const { sessionToken, ...withoutToken } = WITH_TOKEN;
    for (const credentials of [
      withoutToken,
      { ...withoutToken, sessionToken: `${sessionToken}x` },
      { ...PLAIN, sessionToken },
    ]) {
      expect(refusal(signed({ credentials }))).toEqual(error('InvalidToken'));
    }
  });

  it('is required', () => {
    headers.delete('authorization');
    expect(refusal(headers)).toEqual(error('AccessDenied'));
  });
});

/** The signer writes x-amz-date; a client that has Date alone signs without it. */
function signedWithDateHeader(date: string): Map<string, string> {
  const headers = signed({ headers: [['date', date]] });
  headers.delete('x-amz-date');
  const authorization = headers.get('authorization') ?? '';
  headers.set('authorization', authorization.replace('x-amz-date', '').replace(';,', ',').replace(';;', ';'));
  const expected = refusal(headers) as { details?: Record<string, string> };
  const right = SIGNING_KEY.sign(expected.details?.['StringToSign'] ?? '');
  return headers.set(
    'authorization',
    (headers.get('authorization') ?? '').replace(/Signature=.*/, `Signature=${right}`),
  );
}
