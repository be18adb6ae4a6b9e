import { readFile } from 'node:fs/promises';
import { CreateMultipartUploadCommand, ListPartsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { issueSession } from '../../src/modules/auth/index.js';
import { DerivedKeys } from '../../src/modules/runtime/index.js';
import { Company, inSeconds, ROLE_ARN, SECRETS } from '../support/web-identity/company.js';
import type { Session } from '../support/web-identity/company.js';

let company: Company;
beforeAll(async () => {
  company = await Company.start();
});
afterAll(async () => {
  const leaks = company.leaks();
  await company.close();
  expect(leaks).toEqual([]);
});

const stored = (path: string): Promise<string> => readFile(company.dir.join('data', path), 'utf8');

function client(credentials: Session, endpoint = company.gateway.url, region = 'us-east-1'): S3Client {
  return new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials,
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
}

/** Status and name of the error that the SDK throws. */
async function put(
  bucket: string,
  credentials: Session,
  more?: { endpoint?: string; region?: string },
): Promise<string> {
  try {
    const sender = client(credentials, more?.endpoint, more?.region);
    await sender.send(new PutObjectCommand({ Bucket: bucket, Key: 'put', Body: 'x' }));
    return 'stored';
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata: { httpStatusCode?: number } };
    return `${$metadata.httpStatusCode ?? 0} ${name}`;
  }
}

describe('a session', () => {
  it('is for the caller of the token, whose claims the rules of each bucket judge', async () => {
    const session = await company.session();
    expect(session.accessKeyId).toMatch(/^MZWI[A-Z2-7]{16}$/);
    expect(await put('acme', session)).toBe('stored');
    expect(await stored('acme/put')).toBe('x');
    expect(await put('globex', session)).toBe('403 AccessDenied');
    await expect(stored('globex/put')).rejects.toThrow('ENOENT');
    const [login, upload] = company.gateway.accessLog().slice(-3);
    expect(login).toMatchObject({ method: 'POST', status: 200, subject_hash: upload?.['subject_hash'] });
  });

  it('counts in the query of a presigned URL, and in the fields of a form, for which the rules count too', async () => {
    const session = await company.session();
    const url = await getSignedUrl(client(session), new PutObjectCommand({ Bucket: 'acme', Key: 'presigned' }));
    expect(await fetch(url, { method: 'PUT', body: 'hello' })).toMatchObject({ status: 200 });
    expect(await stored('acme/presigned')).toBe('hello');
    const statuses: number[] = [];
    for (const Bucket of ['acme', 'globex']) {
      const form = await createPresignedPost(client(session), { Bucket, Key: 'form' });
      const body = new FormData();
      for (const [name, value] of Object.entries(form.fields)) body.append(name, value);
      body.append('file', new Blob(['hello']));
      statuses.push((await fetch(form.url, { method: 'POST', body })).status);
    }
    expect(statuses).toEqual([204, 403]);
    await expect(stored('globex/form')).rejects.toThrow('ENOENT');
  });

  it('keeps upload ids over a renewal, and from everyone else', async () => {
    const address = { Bucket: 'acme', Key: 'parts' };
    const { UploadId } = await client(await company.session()).send(new CreateMultipartUploadCommand(address));
    const list = new ListPartsCommand({ ...address, UploadId });
    await expect(client(await company.session({ jti: 'next' })).send(list)).resolves.toMatchObject({ UploadId });
    await expect(client(await company.session({ sub: 'bob' })).send(list)).rejects.toMatchObject({
      name: 'NoSuchUpload',
    });
  });

  it('counts beside a configured pair, in the region of the bucket', async () => {
    const session = await company.session();
    expect(await put('pairs', session, { region: 'eu-west-1' })).toBe('stored');
    expect(await put('pairs', session)).toBe('400 AuthorizationHeaderMalformed');
    const pair = { ...session, accessKeyId: 'AK', secretAccessKey: 'SK', sessionToken: '' };
    expect(await put('pairs', pair, { region: 'eu-west-1' })).toBe('stored');
  });

  it('ends with the token, with max_session, or when it was asked to', async () => {
    const lives = async (seconds: number, form?: Record<string, string>): Promise<boolean> => {
      const before = Date.now();
      const { expiration } = await company.session({}, form);
      const start = expiration.getTime() - seconds * 1000;
      // The end is a whole second.
      return start > before - 1000 && start <= Date.now();
    };
    expect(await lives(3600)).toBe(true);
    expect(await lives(900, { DurationSeconds: '900' })).toBe(true);
    expect(await lives(3600, { DurationSeconds: '43200' })).toBe(true);
    expect(await lives(1200, { RoleArn: 'admin' })).toBe(true);
    const exp = inSeconds(300);
    expect(await company.session({ exp })).toMatchObject({ expiration: new Date(exp * 1000) });
  });

  it('is refused where its role or its provider does not count', async () => {
    const session = await company.session();
    expect(await put('other', session)).toBe('403 AccessDenied');
    expect(await put('partner', session)).toBe('403 AccessDenied');
    expect(await put('tokens', session)).toBe('401 AccessDenied');
    const answer = await company.assume(await company.token({}, 'partner'));
    if (typeof answer === 'string') throw new Error(answer);
    expect(await put('partner', answer)).toBe('stored');
    expect(await put('acme', answer)).toBe('403 AccessDenied');
  });

  it('is refused when anything of it is forged or over', async () => {
    const session = await company.session();
    const other = await company.session();
    const { sessionToken } = session;
    const changed = (sessionToken.startsWith('A', 40) ? 'B' : 'A') + sessionToken.slice(41);
    const forgeries: readonly [Partial<Session>, string][] = [
      [{ secretAccessKey: 'guessed' }, '403 SignatureDoesNotMatch'],
      [{ secretAccessKey: other.secretAccessKey }, '403 SignatureDoesNotMatch'],
      [{ sessionToken: sessionToken.slice(0, 40) + changed }, '400 InvalidToken'],
      [{ sessionToken: other.sessionToken }, '400 InvalidToken'],
      [{ accessKeyId: other.accessKeyId, secretAccessKey: other.secretAccessKey }, '400 InvalidToken'],
      [{ sessionToken: `${sessionToken}=` }, '400 InvalidToken'],
      [{ sessionToken: 'A' }, '400 InvalidToken'],
      [{ sessionToken: 'A'.repeat(9000) }, '400 InvalidToken'],
      [{ sessionToken: '' }, '400 InvalidToken'],
      [{ sessionToken: await company.token() }, '400 InvalidToken'],
      [{ accessKeyId: 'MZWIAAAA' }, '403 InvalidAccessKeyId'],
    ];
    const verdicts: string[] = [];
    for (const [change] of forgeries) verdicts.push(await put('acme', { ...session, ...change }));
    expect(verdicts).toEqual(forgeries.map(([, verdict]) => verdict));
  });

  it('is refused when it is over, in a presigned URL too', async () => {
    const { sessions } = new DerivedKeys(SECRETS);
    const session = { role: 'uploader', trusts: [], subject: 'alice', claims: {} };
    const over = issueSession(sessions, { ...session, expiresAt: Date.now() - 1 });
    if (over === undefined) throw new Error('The session of this test is too large');
    const credentials = { ...over, expiration: new Date(Date.now() + 60_000) };
    expect(await put('acme', credentials)).toBe('400 ExpiredToken');
    const url = await getSignedUrl(client(credentials), new PutObjectCommand({ Bucket: 'acme', Key: 'late' }));
    expect(await fetch(url, { method: 'PUT', body: 'x' })).toMatchObject({ status: 400 });
    await expect(stored('acme/late')).rejects.toThrow('ENOENT');
  });

  it('counts at every instance with the same secret, whichever of the list it is', async () => {
    const session = await company.session();
    const verdicts: string[] = [];
    for (const secrets of [['a-newer-secret-of-it', SECRETS[0]], [SECRETS[1]]]) {
      const instance = await company.instance(...secrets);
      try {
        verdicts.push(await put('acme', session, { endpoint: instance.url }));
      } finally {
        await instance.close();
      }
    }
    expect(verdicts).toEqual(['stored', '400 InvalidToken']);
  });
});

describe('STS', () => {
  const refusals: readonly [string, Record<string, string>, string][] = [
    ['another action', { Action: 'AssumeRole' }, '400 InvalidAction'],
    ['another version', { Version: '2010-05-08' }, '400 InvalidAction'],
    ['no token', { WebIdentityToken: '' }, '400 ValidationError'],
    ['a token that is none', { WebIdentityToken: 'x' }, '400 InvalidIdentityToken'],
    ['a role that no bucket has', { RoleArn: ROLE_ARN.replace('uploader', 'nobody') }, '403 AccessDenied'],
    ['a role that is no ARN', { RoleArn: 'arn:aws:iam::1:user/uploader' }, '400 ValidationError'],
    ['a role with a path', { RoleArn: 'arn:aws:iam::1:role/a/uploader' }, '400 ValidationError'],
    ['no session name', { RoleSessionName: '' }, '400 ValidationError'],
    ['a session that is too short', { DurationSeconds: '899' }, '400 ValidationError'],
    ['a session that is too long', { DurationSeconds: '43201' }, '400 ValidationError'],
    ['a duration that is none', { DurationSeconds: '1e3' }, '400 ValidationError'],
    ['a policy, which would narrow the session', { Policy: '{}' }, '400 ValidationError'],
    ['a form that is too large', { WebIdentityToken: 'x'.repeat(33 * 1024) }, '400 MaxMessageLengthExceeded'],
  ];
  it.each(refusals)('refuses %s', async (_name, form, verdict) => {
    expect(await company.assume(await company.token(), form)).toBe(verdict);
  });

  it('refuses tokens that the buckets of the role refuse', async () => {
    expect(await company.assume(await company.token({ exp: inSeconds(-3600) }))).toBe('400 ExpiredTokenException');
    // Within the clock tolerance, and still with no time left for a session.
    expect(await company.assume(await company.token({ exp: inSeconds(-5) }))).toBe('400 ExpiredTokenException');
    expect(await company.assume(await company.token({ aud: 'another' }))).toBe('400 InvalidIdentityToken');
    expect(await company.assume(await company.token({}, 'partner'), { RoleArn: 'admin' })).toBe(
      '400 InvalidIdentityToken',
    );
    const large = await company.assume(await company.token({ groups: 'x'.repeat(5880) }));
    expect(typeof large === 'string' ? large : 'a session').toBe('400 PackedPolicyTooLarge');
  });

  it('says so when no identity provider of the role can be asked', async () => {
    const fresh = await company.instance(...SECRETS);
    const providers = [company.provider, company.partner];
    for (const provider of providers) provider.misbehave = (response) => response.destroy();
    try {
      expect(await company.assume(await company.token(), {}, fresh)).toBe('400 IDPCommunicationError');
    } finally {
      for (const provider of providers) provider.misbehave = undefined;
      await fresh.close();
    }
  });

  it('leaves everything else at / to the bucket that is there', async () => {
    const send = async (init: RequestInit, query = ''): Promise<string> => {
      const response = await fetch(`${company.gateway.url}/${query}`, init);
      const text = await response.text();
      return `${response.status} ${/<Code>(\w+)/.exec(text)?.[1] ?? ''} ${text.includes('ErrorResponse') ? 'STS' : 'S3'}`;
    };
    const form = new URLSearchParams({ Action: 'AssumeRoleWithWebIdentity' });
    const multipart = new FormData();
    multipart.append('key', 'k');
    expect(await send({ method: 'POST', body: form })).toBe('400 InvalidAction STS');
    expect(await send({ method: 'POST', body: form }, '?delete')).toMatch(/S3$/);
    expect(await send({ method: 'POST', body: form }, 'acme')).toMatch(/S3$/);
    expect(await send({ method: 'POST', body: multipart })).toMatch(/S3$/);
    expect(await send({ method: 'GET' }, `?${form.toString()}`)).toMatch(/S3$/);
  });
});
