import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { amzDate, FORM_BOUNDARY, FORM_TYPE, formBody, formPart, signedFields } from '../support/post-form.js';
import type { FormPart, PolicyOptions } from '../support/post-form.js';
import { RawConnection } from '../support/raw-http.js';
import { answerOf, request, requestHead, verdict } from '../support/raw-request.js';
import type { RawHeaders } from '../support/raw-request.js';
import { tempDir } from '../support/temp-dir.js';
import type { TempDir } from '../support/temp-dir.js';
import { filesBelow, openSockets, WireGateway } from '../support/wire-gateway.js';

const SIGNER = { accessKeyId: 'AKFORM', secretAccessKey: 'the/secret+of/forms' };
const TOKEN_SIGNER = { accessKeyId: 'AKTOKEN', secretAccessKey: 'the/secret+of/token' };
const OVER = { accessKeyId: 'AKOVER', secretAccessKey: 'the/secret+of/over' };
const MAX_SIZE = 100_000;
const FILE: FormPart = ['file', 'hello', 'h.txt'];

let dir: TempDir;
let target: WireGateway;

beforeAll(async () => {
  dir = await tempDir();
  const credentials = [
    { access_key: SIGNER.accessKeyId, secret_key: SIGNER.secretAccessKey },
    { access_key: TOKEN_SIGNER.accessKeyId, secret_key: TOKEN_SIGNER.secretAccessKey, session_token: 'the-token' },
    { access_key: OVER.accessKeyId, secret_key: OVER.secretAccessKey, not_after: '2020-01-01T00:00:00Z' },
  ];
  const bucket = (name: string, more: object) => ({
    name,
    path_prefix: `/${name}`,
    filesystem: { root: dir.join(name), fsync: false },
    upload: { max_size: MAX_SIZE },
    ...more,
  });
  const buckets = [
    bucket('signed', { auth: { enabled: true, sigv4: { credentials } } }),
    bucket('open', { auth: { enabled: false }, operations: ['PostObject'] }),
  ];
  const moreBuckets = buckets.map((one) => `  - ${JSON.stringify(one)}`).join('\n');
  target = await WireGateway.start({ moreBuckets, timeouts: { body_idle: 400 } });
});
afterAll(async () => {
  await target.stop();
  await dir.remove();
});

/** Objects, and what is on its way to become one; the spool has no names at all. */
async function stored(bucket = 'signed'): Promise<string[]> {
  const files = await filesBelow(dir.join(bucket));
  const spooled = await filesBelow(`${target.folder}/state/spool`);
  return [
    ...files.filter((path) => !path.startsWith('.mizuchi') || /^\.mizuchi\/(tmp|uploads)\//.test(path)),
    ...spooled,
  ];
}

async function post(body: string, headers: RawHeaders = {}, path = '/signed') {
  using connection = await RawConnection.open(target.port);
  const bytes = Buffer.from(body, 'latin1');
  await connection.send(request('POST', path, bytes, { 'Content-Type': FORM_TYPE, ...headers })).catch(() => undefined);
  return await answerOf(connection, 'POST');
}

function parts(fields: Readonly<Record<string, string | undefined>>, ...more: FormPart[]): FormPart[] {
  const given = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return [...given, ...more];
}

/** A form that is right but for what the options and changes make wrong; `undefined` takes a field away. */
function fields(options: PolicyOptions = {}, changes: Readonly<Record<string, string | undefined>> = {}, by = SIGNER) {
  const signed = signedFields(by, { bucket: 'signed', ...options, fields: { key: 'k', ...options.fields } });
  return { ...signed, ...changes };
}
const form = (...wrong: Parameters<typeof fields>): string => formBody(parts(fields(...wrong), FILE));
const conditions = (...list: readonly unknown[]): string => form({ conditions: list });
const documentWith = (document: unknown): string => form({ document });
const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();
const daysAgo = (days: number): string => amzDate(new Date(Date.now() - days * 86_400_000));
const right = () => parts(fields());

describe('a form that is refused', () => {
  const CASES: [what: string, expected: string, body: () => string, headers?: RawHeaders][] = [
    // The body as a form.
    ['no form at all', '412 PreconditionFailed', () => 'body', { 'Content-Type': 'application/json' }],
    ['no Content-Type', '412 PreconditionFailed', () => form(), { 'Content-Type': '' }],
    ['another multipart', '412 PreconditionFailed', () => form(), { 'Content-Type': 'multipart/mixed; boundary=b' }],
    ['no boundary', '400 MalformedPOSTRequest', () => form(), { 'Content-Type': 'multipart/form-data' }],
    [
      'an empty boundary',
      '400 MalformedPOSTRequest',
      () => form(),
      { 'Content-Type': 'multipart/form-data; boundary=' },
    ],
    ['two boundaries', '400 MalformedPOSTRequest', () => form(), { 'Content-Type': `${FORM_TYPE}; boundary=b` }],
    [
      'too long a boundary',
      '400 MalformedPOSTRequest',
      () => form(),
      { 'Content-Type': `multipart/form-data; boundary=${'b'.repeat(71)}` },
    ],
    [
      'another boundary',
      '400 MalformedPOSTRequest',
      () => form(),
      { 'Content-Type': 'multipart/form-data; boundary=other' },
    ],
    ['an empty body', '400 MalformedPOSTRequest', () => ''],
    ['no final delimiter', '400 MalformedPOSTRequest', () => formBody([...right(), FILE], '')],
    [
      'a final delimiter that is none',
      '400 MalformedPOSTRequest',
      () => formBody([...right(), FILE], `--${FORM_BOUNDARY}-\r\n`),
    ],
    ['no file', '400 InvalidArgument', () => formBody(right())],
    ['two files', '400 InvalidArgument', () => formBody([...right(), FILE, FILE])],
    [
      'a part without a name',
      '400 MalformedPOSTRequest',
      () => `--${FORM_BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\nx\r\n${form()}`,
    ],
    ['a part without header fields', '400 MalformedPOSTRequest', () => `--${FORM_BOUNDARY}\r\n\r\nx\r\n${form()}`],
    [
      'a broken header field',
      '400 MalformedPOSTRequest',
      () => `--${FORM_BOUNDARY}\r\nContent-Disposition\r\n\r\nx\r\n${form()}`,
    ],
    [
      'two dispositions',
      '400 MalformedPOSTRequest',
      () => form().replace('Content-Disposition: form-data; name="key"', (all) => `${all}\r\n${all}`),
    ],
    [
      'another disposition',
      '400 MalformedPOSTRequest',
      () => form().replace('form-data; name="key"', 'attachment; name="key"'),
    ],
    [
      'endless header fields',
      '400 MalformedPOSTRequest',
      () => `--${FORM_BOUNDARY}\r\nX: ${'x'.repeat(9000)}\r\n\r\nx\r\n${form()}`,
    ],
    ['20 KB of fields', '400 MaxPostPreDataLengthExceeded', () => formPart('x-ignore-a', 'a'.repeat(20_481)) + form()],
    ['20 KB before the form', '400 MaxPostPreDataLengthExceeded', () => `${'a'.repeat(20_481)}\r\n${form()}`],
    ['a field twice', '400 InvalidArgument', () => formPart('key', 'k') + form()],
    ['a field that is no UTF-8', '400 InvalidArgument', () => formPart('x-ignore-a', '\xff') + form()],
    ['no length', '411 MissingContentLength', () => '', { 'Transfer-Encoding': 'chunked', 'Content-Length': [] }],
    ['a wrong digest of the body', '400 BadDigest', () => form(), { 'Content-MD5': 'AAAAAAAAAAAAAAAAAAAAAA==' }],
    ['an unknown header', '501 NotImplemented', () => form(), { 'x-amz-foo': '1' }],
    [
      'aws-chunked',
      '400 InvalidRequest',
      () => form(),
      { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' },
    ],
    // Who sends it.
    ['a second credential', '400 InvalidArgument', () => form(), { Authorization: 'AWS4-HMAC-SHA256 Credential=x' }],
    ['no credential', '403 AccessDenied', () => formBody([['key', 'k'], FILE])],
    [
      'Signature Version 2',
      '400 InvalidRequest',
      () => formBody([['key', 'k'], ['AWSAccessKeyId', 'a'], ['policy', 'e30='], ['signature', 's'], FILE]),
    ],
    ...['policy', 'x-amz-algorithm', 'x-amz-credential', 'x-amz-date', 'x-amz-signature'].map(
      (name): [string, string, () => string] => [
        `no ${name}`,
        '400 InvalidArgument',
        () => form({}, { [name]: undefined }),
      ],
    ),
    ['another algorithm', '400 InvalidArgument', () => form({}, { 'x-amz-algorithm': 'AWS4-HMAC-SHA1' })],
    ['a broken credential', '400 InvalidArgument', () => form({}, { 'x-amz-credential': 'x' })],
    ['another region', '400 InvalidArgument', () => form({}, {}, { ...SIGNER, region: 'eu-west-1' } as typeof SIGNER)],
    ['a broken date', '400 InvalidArgument', () => form({}, { 'x-amz-date': 'yesterday' })],
    ['another day than in the credential', '400 InvalidArgument', () => form({}, { 'x-amz-date': daysAgo(1) })],
    ['an unknown key', '403 InvalidAccessKeyId', () => form({}, {}, { ...SIGNER, accessKeyId: 'AKNONE' })],
    ['a key that is over', '403 InvalidAccessKeyId', () => form({}, {}, OVER)],
    ['a wrong secret', '403 SignatureDoesNotMatch', () => form({}, {}, { ...SIGNER, secretAccessKey: 'x' })],
    ['a changed policy', '403 SignatureDoesNotMatch', () => form({}, { policy: 'e30=' })],
    ['a policy in look-alike letters', '403 SignatureDoesNotMatch', () => form().replace('eyJ', '\xc5\xa5yJ')],
    ['no session token', '400 InvalidToken', () => form({}, {}, TOKEN_SIGNER)],
    ['a wrong session token', '400 InvalidToken', () => form({ sessionToken: 'other' }, {}, TOKEN_SIGNER)],
    ['a signature of last week', '403 AccessDenied', () => form({ date: daysAgo(8) })],
    ['a signature of tomorrow', '403 AccessDenied', () => form({ date: daysAgo(-1) })],
    // The document of the policy.
    ['an empty policy', '400 InvalidPolicyDocument', () => documentWith('')],
    ['a policy that is no JSON', '400 InvalidPolicyDocument', () => documentWith('{')],
    ['a policy that is a list', '400 InvalidPolicyDocument', () => documentWith([])],
    ['no expiration', '400 InvalidPolicyDocument', () => documentWith({ conditions: [] })],
    ['Expiration', '400 InvalidPolicyDocument', () => documentWith({ Expiration: inAnHour(), conditions: [] })],
    ['no conditions', '400 InvalidPolicyDocument', () => documentWith({ expiration: inAnHour() })],
    ['CONDITIONS', '400 InvalidPolicyDocument', () => documentWith({ expiration: inAnHour(), CONDITIONS: [] })],
    [
      'a member too many',
      '400 InvalidPolicyDocument',
      () => documentWith({ expiration: inAnHour(), conditions: [], x: 1 }),
    ],
    ['a broken expiration', '400 InvalidPolicyDocument', () => form({ expires: 'tomorrow' })],
    ['an empty condition', '400 InvalidPolicyDocument', () => conditions({})],
    ['an empty list', '400 InvalidPolicyDocument', () => conditions([])],
    ['a number as condition', '400 InvalidPolicyDocument', () => conditions(1)],
    ['EQ', '400 InvalidPolicyDocument', () => conditions(['EQ', '$key', 'k'])],
    ['a condition on no field', '403 AccessDenied', () => conditions(['eq', 'key', 'k'])],
    ['a condition without a value', '400 InvalidPolicyDocument', () => conditions(['eq', '$key'])],
    ['a range without an end', '400 InvalidPolicyDocument', () => conditions(['content-length-range', 1])],
    ['a condition on a number', '400 InvalidPolicyDocument', () => conditions(['eq', 1, 'k'])],
    ['a condition with true as value', '400 InvalidPolicyDocument', () => conditions(['eq', '$key', true])],
    ['a negative range', '400 InvalidPolicyDocument', () => conditions(['content-length-range', -1, 9])],
    // The policy and the form.
    ['an expired policy', '403 AccessDenied', () => form({ expires: new Date(Date.now() - 1000).toISOString() })],
    ['another key', '403 AccessDenied', () => form({}, { key: 'other' })],
    ['a field without condition', '403 AccessDenied', () => form({}, { 'x-amz-meta-a': '1' })],
    ['a condition without field', '403 AccessDenied', () => conditions(['eq', '$x-amz-meta-a', '1'])],
    ['another start', '403 AccessDenied', () => conditions(['starts-with', '$key', 'x'])],
    ['a policy for another bucket', '403 AccessDenied', () => form({ bucket: 'open' })],
    [
      'no condition on the bucket',
      '403 AccessDenied',
      () =>
        documentWith({
          expiration: inAnHour(),
          conditions: ['key', 'x-amz-algorithm', 'x-amz-credential', 'x-amz-date'].map((name) => [
            'starts-with',
            `$${name}`,
            '',
          ]),
        }),
    ],
    [
      'one of two content types',
      '403 AccessDenied',
      () =>
        formBody([
          ...parts(fields({ conditions: [['starts-with', '$Content-Type', 'image/']] })),
          ['Content-Type', 'image/png, text/html'],
          FILE,
        ]),
    ],
    ['too long a file', '400 EntityTooLarge', () => conditions(['content-length-range', 0, 4])],
    ['too short a file', '400 EntityTooSmall', () => conditions(['content-length-range', 6, 9])],
    [
      'ranges that exclude each other',
      '400 EntityTooSmall',
      () => conditions(['content-length-range', 0, 9], ['content-length-range', 6, 20]),
    ],
    [
      'a file over max_size',
      '400 EntityTooLarge',
      () => formBody([...right(), ['file', 'x'.repeat(MAX_SIZE + 1), 'f']]),
    ],
    // What the object would be.
    ['no key', '400 InvalidArgument', () => form({}, { key: undefined })],
    ['an empty key', '400 InvalidArgument', () => form({ fields: { key: '' } })],
    ['a key with dot segments', '400 InvalidURI', () => form({ fields: { key: 'a/../b' } })],
    [
      'dots as the name of the file',
      '400 InvalidURI',
      () =>
        formBody(
          parts(fields({ fields: { key: '${filename}' }, conditions: [['starts-with', '$key', '']] }), [
            'file',
            'x',
            'a/..',
          ]),
        ),
    ],
    ['too long a key', '400 KeyTooLongError', () => form({ fields: { key: 'k'.repeat(1025) } })],
    ['an unknown x-amz field', '501 NotImplemented', () => form({ fields: { 'x-amz-foo': '1' } })],
    [
      'a line end in a header',
      '400 InvalidArgument',
      () => form({ fields: { 'Content-Type': 'a\r\nx-amz-acl: public-read' } }),
    ],
    ['a name that is no header', '400 InvalidArgument', () => form({ fields: { 'x-amz-meta-a b': '1' } })],
    ['two acls', '400 InvalidArgument', () => form({ fields: { acl: 'private', 'x-amz-acl': 'public-read' } })],
    ['too much metadata', '400 MetadataTooLarge', () => form({ fields: { 'x-amz-meta-a': 'a'.repeat(2048) } })],
    ['tags that are no XML', '400 MalformedXML', () => form({ fields: { tagging: 'a=b' } })],
    ['a wrong checksum', '400 BadDigest', () => form({ fields: { 'x-amz-checksum-crc32': 'AAAAAA==' } })],
    ['a wrong XXHASH3', '400 BadDigest', () => form({ fields: { 'x-amz-checksum-xxhash3': 'AAAAAAAAAAA=' } })],
    ['a checksum that is none', '400 InvalidRequest', () => form({ fields: { 'x-amz-checksum-crc32': 'x' } })],
    [
      'two checksums',
      '400 InvalidRequest',
      () => form({ fields: { 'x-amz-checksum-crc32': 'NhCmhg==', 'x-amz-checksum-crc32c': 'mnG7TA==' } }),
    ],
    ['a wrong MD5', '400 BadDigest', () => form({ fields: { 'Content-MD5': 'AAAAAAAAAAAAAAAAAAAAAA==' } })],
  ];

  it.each(CASES)('%s: %s', async (_what, expected, body, headers = {}) => {
    expect(verdict(await post(body(), headers))).toBe(expected);
    expect(await stored()).toEqual([]);
  });

  it('leaves the gateway as it was', async () => {
    await target.expectUntouched();
    expect(await openSockets()).toBe(0);
  });

  it('says what was signed, and which condition failed', async () => {
    const { text } = await post(form({}, {}, { ...SIGNER, secretAccessKey: 'x' }));
    expect(text).toMatch(
      /<AWSAccessKeyId>AKFORM<.*<StringToSign>eyJ.*<SignatureProvided>.*<StringToSignBytes>65 79 4a/,
    );
    expect(text).not.toContain('CanonicalRequest');
    const failed = await post(conditions(['starts-with', '$key', 'x']));
    expect(failed.text).toContain(
      'Invalid according to Policy: Policy Condition failed: [&quot;starts-with&quot;,&quot;$key&quot;,&quot;x&quot;]',
    );
    const large = await post(conditions(['content-length-range', 0, 4]));
    expect(large.text).toContain('<ProposedSize>5</ProposedSize><MaxSizeAllowed>4</MaxSizeAllowed>');
  });
});

describe('a form that is cut', () => {
  async function cut(how: 'reset' | 'halfClose', sent: number): Promise<void> {
    using connection = await RawConnection.open(target.port);
    const body = formBody([...right(), ['file', 'x'.repeat(90_000), 'f']]);
    await connection.send(requestHead('POST', '/signed', { 'Content-Type': FORM_TYPE, 'Content-Length': body.length }));
    await connection.send(body.slice(0, sent));
    connection[how]();
    await connection.waitForEnd();
  }

  it.each([
    ['reset', 100],
    ['reset', 80_000],
    ['halfClose', 100],
    ['halfClose', 80_000],
  ] as const)('%s after %d bytes stores nothing', async (how, sent) => {
    await cut(how, sent);
    // The gateway hears of a reset a moment after the client has sent it.
    expect(await eventually(stored, (files) => files.length === 0)).toEqual([]);
    await target.expectUntouched();
    expect(await openSockets()).toBe(0);
  });

  it('is refused when it stalls', async () => {
    using connection = await RawConnection.open(target.port);
    const body = form();
    await connection.send(requestHead('POST', '/signed', { 'Content-Type': FORM_TYPE, 'Content-Length': body.length }));
    await connection.send(body.slice(0, 300));
    expect(verdict(await answerOf(connection, 'POST'))).toBe('400 RequestTimeout');
    expect(await stored()).toEqual([]);
  });
});

describe('a form that is taken', () => {
  it('may have a preamble, an epilogue, fields behind the file, and come byte by byte', async () => {
    const content = `\r\n--${FORM_BOUNDARY.slice(0, -1)}\r\n-`;
    const body = `preamble\r\n${formBody([...parts(fields({ fields: { key: 'bytes' } })), ['file', content, 'f'], ['x-amz-foo', '1']])}epilogue`;
    using connection = await RawConnection.open(target.port);
    const bytes = request('POST', '/signed/', body, { 'Content-Type': FORM_TYPE });
    for (const byte of bytes) await connection.send(Buffer.of(byte));
    expect(verdict(await answerOf(connection, 'POST'))).toBe('204');
    expect(await stored()).toEqual(['bytes']);
    // The connection goes on: the form was read to its end.
    await connection.send(request('PUT', '/uploads/after', 'x'));
    expect(verdict(await answerOf(connection, 'PUT', 2))).toBe('200');
  });

  it('is asked for with 100 Continue', async () => {
    using connection = await RawConnection.open(target.port);
    const body = form({ fields: { key: 'continued' } });
    const headers = { 'Content-Type': FORM_TYPE, 'Content-Length': body.length, Expect: '100-continue' };
    await connection.send(requestHead('POST', '/signed', headers));
    expect((await answerOf(connection, 'POST')).status).toBe(100);
    await connection.send(body);
    expect(verdict(await answerOf(connection, 'POST', 2))).toBe('204');
  });

  it('needs no policy in an open bucket that names PostObject, and keeps to one that is there', async () => {
    const open = (...more: FormPart[]) => post(formBody([['key', 'k'], ...more, FILE]), {}, '/open');
    const policy = (max: number): string =>
      Buffer.from(
        JSON.stringify({
          expiration: inAnHour(),
          conditions: [{ bucket: 'open' }, { key: 'k' }, ['content-length-range', 0, max]],
        }),
      ).toString('base64');
    expect(verdict(await open(['policy', policy(4)]))).toBe('400 EntityTooLarge');
    expect(await stored('open')).toEqual([]);
    expect(verdict(await open(['policy', policy(5)]))).toBe('204');
    expect(verdict(await open())).toBe('204');
    expect(await stored('open')).toEqual(['k']);
    expect(verdict(await post(form(), { Origin: 'https://evil.example' }, '/open'))).toBe('403 AccessDenied');
  });

  it('is not offered by an open bucket with the preset alone', async () => {
    expect(verdict(await post(form(), {}, '/uploads'))).toBe('405 MethodNotAllowed');
  });
});
