import { Sha256 } from '@aws-crypto/sha256-js';
import { describe, expect, it } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import { parseRequestTarget } from '../s3/request-target.js';
import { RequestVerifier } from './request-verifier.js';
import { encodeUri } from './uri-encoding.js';

const NOW = new Date('2026-05-24T10:00:00Z');
const HOST = 'uploads.example';
const KEY = { accessKeyId: 'AKPLAIN', secretAccessKey: 'plain secret', subject: 'alice' };
const TOKEN_KEY = { accessKeyId: 'AKTOKEN', secretAccessKey: 's2', sessionToken: 'a+token/==', subject: 'bob' };
const verifier = new RequestVerifier({ region: 'us-east-1', service: 's3', maxSkewMs: 900_000 }, [KEY, TOKEN_KEY]);

interface Presigning {
  credentials?: typeof KEY;
  region?: string;
  expiresIn?: number;
  headers?: Record<string, string>;
  unhoistable?: string[];
}

/** The target of a URL that the presigner of the AWS SDK made for PUT. */
async function presign({
  credentials = KEY,
  region = 'us-east-1',
  expiresIn = 60,
  headers = {},
  unhoistable = [],
}: Presigning = {}) {
  const signer = new SignatureV4({ credentials, region, service: 's3', sha256: Sha256, uriEscapePath: false });
  const request = {
    method: 'PUT',
    protocol: 'http:',
    hostname: HOST,
    path: '/b/k',
    query: { 'x-id': 'PutObject' },
    headers: { host: HOST, 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD', ...headers },
  };
  const { path, query = {} } = await signer.presign(request, {
    signingDate: NOW,
    expiresIn,
    unhoistableHeaders: new Set(unhoistable),
  });
  const pairs = Object.entries(query).map(([name, value]) => `${encodeUri(name)}=${encodeUri(String(value))}`);
  return `${path}?${pairs.join('&')}`;
}

function verify(target: string, headers: Record<string, string> = {}, now = NOW.getTime()) {
  const { rawPath, query } = parseRequestTarget(target);
  const all = new Map(Object.entries({ host: HOST, ...headers }));
  return verifier.verify({ method: 'PUT', rawPath, query, headers: all, hosts: [HOST] }, now);
}

function refusal(...parameters: Parameters<typeof verify>): unknown {
  try {
    verify(...parameters);
  } catch (error) {
    return error;
  }
  return 'accepted';
}

const error = (code: string, more: object = {}) => expect.objectContaining({ code, ...more });

describe('RequestVerifier: a presigned URL', () => {
  it('is accepted', async () => {
    expect(verify(await presign()).key.subject).toBe('alice');
    expect(verify(await presign({ credentials: TOKEN_KEY })).key.subject).toBe('bob');
  });

  it('carries headers in its query', async () => {
    const headers = { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-meta-name': 'é ü' };
    expect(Object.fromEntries(verify(await presign({ headers })).hoisted)).toEqual({
      'x-amz-checksum-crc32': 'AAAAAA==',
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
      'x-amz-meta-name': Buffer.from('é ü').toString('latin1'),
    });
  });

  it('may repeat a header of its query, but not contradict it', async () => {
    const target = await presign({ headers: { 'x-amz-acl': 'private' } });
    expect(refusal(target, { 'x-amz-acl': 'private' })).toBe('accepted');
    expect(refusal(target, { 'x-amz-acl': 'public-read' })).toEqual(error('InvalidArgument'));
    expect(refusal(target, { 'x-amz-storage-class': 'GLACIER' })).toEqual(
      error('AccessDenied', { details: { HeadersNotSigned: 'x-amz-storage-class' } }),
    );
  });

  it.each(['x-amz-meta-a=%0D%0Ax', 'x-amz-meta-%20=1', 'x-amz-acl=a&X-Amz-Acl=a'])(
    'cannot carry what is no header: %s',
    async (parameter) => {
      expect(refusal(`${await presign()}&${parameter}`)).toEqual(error('InvalidArgument'));
    },
  );

  it('counts from its date until it expires, whatever the skew', async () => {
    const target = await presign({ expiresIn: 60 });
    const at = (seconds: number) => refusal(target, {}, NOW.getTime() + seconds * 1000);
    expect([at(0), at(60)]).toEqual(['accepted', 'accepted']);
    expect(at(61)).toEqual(
      error('AccessDenied', {
        message: 'Request has expired',
        details: { 'X-Amz-Expires': 60, Expires: '2026-05-24T10:01:00Z', ServerTime: '2026-05-24T10:01:01Z' },
      }),
    );
    expect(at(-1)).toEqual(error('AccessDenied', { message: 'Request is not valid yet' }));
  });

  it('is valid for a week at most', async () => {
    expect(refusal(await presign({ expiresIn: 604_800 }), {}, NOW.getTime() + 604_800_000)).toBe('accepted');
  });

  it.each([
    ['X-Amz-Expires=604801', 'X-Amz-Expires must be less than a week'],
    ['X-Amz-Expires=-1', 'X-Amz-Expires must be non-negative'],
    ['X-Amz-Expires=soon', 'X-Amz-Expires should be a number'],
    ['X-Amz-Date=yesterday', 'X-Amz-Date must be in the ISO8601 Long Format'],
    ['X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256', 'X-Amz-Algorithm only supports'],
    ['X-Amz-Credential=AKPLAIN', 'Error parsing the X-Amz-Credential parameter'],
    ['X-Amz-Signature=', 'Query-string authentication version 4 requires'],
  ])('is malformed with %s', async (parameter, message) => {
    const [name = ''] = parameter.split('=');
    const target = (await presign()).replace(new RegExp(`${name}=[^&]*`), parameter);
    expect(refusal(target)).toEqual(
      error('AuthorizationQueryParametersError', { message: expect.stringContaining(message) }),
    );
  });

  it.each(['Algorithm', 'Credential', 'Date', 'Expires', 'SignedHeaders', 'Signature'])(
    'needs X-Amz-%s, once',
    async (name) => {
      const target = await presign();
      const parameter = new RegExp(`X-Amz-${name}=[^&]*`).exec(target)?.[0] ?? 'not found';
      expect(refusal(target.replace(parameter, ''))).toEqual(error('AuthorizationQueryParametersError'));
      expect(refusal(`${target}&${parameter}`)).toEqual(error('AuthorizationQueryParametersError'));
    },
  );

  it('for another region is told the right one', async () => {
    expect(refusal(await presign({ region: 'eu-west-1' }))).toEqual(
      error('AuthorizationQueryParametersError', { details: { Region: 'us-east-1' } }),
    );
  });

  it('and an Authorization header are one too many', async () => {
    expect(refusal(await presign(), { authorization: 'AWS4-HMAC-SHA256 Credential=a' })).toEqual(
      error('InvalidArgument', { message: expect.stringContaining('Only one auth mechanism allowed') }),
    );
  });

  it('of Signature Version 2 is refused with the cure', () => {
    expect(refusal('/b/k?AWSAccessKeyId=AKPLAIN&Signature=c2ln&Expires=1')).toEqual(
      error('InvalidRequest', {
        message: 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
        details: { additionalMessage: expect.stringContaining('s3v4') },
      }),
    );
  });

  it('may pin the payload and still sign the constant', async () => {
    const pinned = 'a'.repeat(64);
    const target = await presign({ headers: { 'X-Amz-Content-Sha256': pinned } });
    expect(verify(target).hoisted.get('x-amz-content-sha256')).toBe(pinned);
  });

  it('shows no session token when it does not match', async () => {
    const target = await presign({ credentials: { ...TOKEN_KEY, secretAccessKey: 'wrong' } });
    const shown = refusal(target) as { details: Record<string, string> };
    expect(shown).toEqual(error('SignatureDoesNotMatch'));
    expect(shown.details['CanonicalRequest']).toContain('&X-Amz-Security-Token=***&');
    expect(JSON.stringify(shown.details)).not.toContain('token%2F');
  });
});
