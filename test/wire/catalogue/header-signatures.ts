import { sha256, timestampOf } from '../../support/signed-request.js';
import { ALICE, authorization, BOB, CAROL, changed, HELLO, signed, TOKEN_OF_BOB, unsigned } from './bad-request.js';
import type { BadRequest, Expected } from './bad-request.js';

const bad = (name: string, answer: string, bytes: BadRequest['bytes'], expected: Expected = {}): BadRequest => ({
  name: `signature: ${name}`,
  answer,
  bytes,
  ...expected,
});
const MALFORMED = '400 AuthorizationHeaderMalformed';
const MISMATCH = '403 SignatureDoesNotMatch';
const THREE =
  'The authorization header is malformed; the authorization header requires three components: Credential, SignedHeaders, and Signature.';
const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);
const HEX = /^[0-9a-f]{64}$/;
const SIGNED_META = { headers: { 'x-amz-meta-a': 'b' } };

/** Errors of a signature in the Authorization header. */
export const HEADER_SIGNATURES: readonly BadRequest[] = [
  bad('none', '403 AccessDenied', unsigned('PUT', '/k')),
  bad('none, for a HEAD', '403', unsigned('HEAD', '/k', {}, ''), { method: 'HEAD' }),
  bad('a scheme without a space', '400 InvalidArgument', signed({}, changed({ authorization: 'AWS4-HMAC-SHA256' })), {
    elements: { ArgumentName: 'Authorization', ArgumentValue: '***' },
    message: /one and only one ' ' \(space\) required/,
  }),
  bad('empty', '400 InvalidArgument', signed({}, changed({ authorization: '' }))),
  bad('Basic', '400 InvalidArgument', signed({}, changed({ authorization: 'Basic YTpi' })), {
    elements: { ArgumentName: 'Authorization', ArgumentValue: '***' },
    message: 'Unsupported Authorization Type',
  }),
  bad('Bearer', '400 InvalidArgument', signed({}, changed({ authorization: 'Bearer abc' }))),
  bad('Version 2', '400 InvalidRequest', signed({}, changed({ authorization: 'AWS AKALICE:c2lnbmF0dXJl' })), {
    message: 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    elements: { additionalMessage: /s3v4/ },
  }),
  bad(
    'Version 4A',
    '400 InvalidRequest',
    signed(
      {},
      authorization((value) => value.replace('HMAC', 'ECDSA-P256')),
    ),
  ),
  bad(
    'HMAC-SHA1',
    '400 InvalidRequest',
    signed(
      {},
      authorization((value) => value.replace('SHA256', 'SHA1')),
    ),
  ),
  bad(
    'a scheme in lower case',
    '400 InvalidArgument',
    signed(
      {},
      authorization((value) => value.toLowerCase()),
    ),
  ),
  ...['Credential', 'SignedHeaders', 'Signature'].flatMap((part) => [
    bad(
      `no ${part}`,
      MALFORMED,
      signed(
        {},
        authorization((value) => without(value, part)),
      ),
      { message: THREE },
    ),
    bad(
      `an empty ${part}`,
      MALFORMED,
      signed(
        {},
        authorization((value) => emptied(value, part)),
      ),
      { message: `The authorization header is malformed; missing ${part}.` },
    ),
    bad(
      `another name for ${part}`,
      MALFORMED,
      signed(
        {},
        authorization((value) => value.replace(`${part}=`, 'other=')),
      ),
      { message: `The authorization header is malformed; missing ${part}.` },
    ),
    bad(
      `${part} without a value`,
      MALFORMED,
      signed(
        {},
        authorization((value) => value.replace(new RegExp(`${part}=[^,]*`), `${part}-x`)),
      ),
      { message: `The authorization header is malformed; the authorization component "${part}-x" is malformed.` },
    ),
    bad(
      `two of ${part}`,
      MALFORMED,
      signed(
        {},
        authorization((value) => `${value}, ${part}=a`),
      ),
      { message: THREE },
    ),
  ]),
  bad(
    'a secret of another scheme among the components',
    MALFORMED,
    signed({}, changed({ authorization: 'AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host, Bearer secret' })),
    { message: 'The authorization header is malformed; the authorization component "***" is malformed.' },
  ),
  bad('nothing behind the scheme', MALFORMED, signed({}, changed({ authorization: 'AWS4-HMAC-SHA256 x' }))),
  bad(
    'a second Authorization',
    MALFORMED,
    signed(
      {},
      authorization((value) => `${value}, ${value}`),
    ),
  ),
  bad('a credential of one word', MALFORMED, credential('AKALICE'), { message: /the Credential is mal-formed/ }),
  bad('a credential without a key', MALFORMED, credential('20260101/us-east-1/s3/aws4_request')),
  bad('a scope without its end', MALFORMED, credential('AKALICE/20260101/us-east-1/s3')),
  bad('a scope with parts too many', MALFORMED, credential('AKALICE/20260101/us-east-1/s3/aws4_request/more'), {
    message: /the Credential is mal-formed/,
  }),
  bad('a scope in which nothing is right', MALFORMED, credential('AKALICE/today/nowhere/ec2/aws5_request'), {
    message: /incorrect service "ec2"/,
  }),
  bad('a scope without day and end', MALFORMED, credential('AKALICE/today/nowhere/s3/aws5_request'), {
    message: /incorrect terminal "aws5_request"/,
  }),
  bad('a scope with another end', MALFORMED, signed({ scope: { end: 'aws5_request' } }), {
    message: /incorrect terminal "aws5_request"/,
  }),
  bad('a scope date that is none', MALFORMED, signed({ scope: { date: 'today' } }), {
    message: /incorrect date format/,
  }),
  bad('a scope of another day', MALFORMED, signed({ scope: { date: '20200101' } }), {
    message: /Invalid credential date "20200101"/,
  }),
  bad('another region', MALFORMED, signed({ scope: { region: 'eu-west-1' } }), {
    elements: { Region: 'us-east-1' },
    message: /the region 'eu-west-1' is wrong; expecting 'us-east-1'/,
  }),
  bad('no region', MALFORMED, signed({ scope: { region: '' } }), { elements: { Region: 'us-east-1' } }),
  bad('another service', MALFORMED, signed({ scope: { service: 'ec2' } }), { message: /incorrect service "ec2"/ }),
  bad('a key nobody has', '403 InvalidAccessKeyId', signed({ caller: { ...ALICE, accessKeyId: 'AKNOBODY' } }), {
    elements: { AWSAccessKeyId: 'AKNOBODY' },
  }),
  bad('a key in lower case', '403 InvalidAccessKeyId', signed({ caller: { ...ALICE, accessKeyId: 'akalice' } })),
  bad('a key that is over', '403 InvalidAccessKeyId', signed({ caller: CAROL })),
  bad('no session token', '400 InvalidToken', signed({ caller: BOB })),
  bad('the wrong session token', '400 InvalidToken', signed(withToken(BOB, 'another'))),
  bad('a session token of another key', '400 InvalidToken', signed(withToken(ALICE, TOKEN_OF_BOB))),
  bad(
    'a session token that is not signed',
    '403 AccessDenied',
    signed({ caller: BOB }, changed({ 'x-amz-security-token': TOKEN_OF_BOB })),
    { elements: { HeadersNotSigned: 'x-amz-security-token' } },
  ),
  bad('no date', '403 AccessDenied', signed({}, changed({ 'x-amz-date': undefined })), {
    message: 'AWS authentication requires a valid Date or x-amz-date header',
  }),
  bad('a date that is none', '403 AccessDenied', signed({}, changed({ 'x-amz-date': 'now' }))),
  bad('a date with dashes', '403 AccessDenied', signed({}, changed({ 'x-amz-date': new Date().toISOString() }))),
  bad('a day that is none', '403 AccessDenied', signed({}, changed({ 'x-amz-date': '20260231T000000Z' }))),
  bad('a clock that is late', '403 RequestTimeTooSkewed', signed({ at: minutesAgo(16) }), {
    elements: { RequestTime: /^\d{8}T\d{6}Z$/, ServerTime: /^\d{4}-/, MaxAllowedSkewMilliseconds: '900000' },
  }),
  bad('a clock that is early', '403 RequestTimeTooSkewed', signed({ at: minutesAgo(-16) })),
  bad(
    'another date than the signed',
    MISMATCH,
    signed({ at: minutesAgo(2) }, changed({ 'x-amz-date': timestampOf(minutesAgo(0)) })),
  ),
  bad('no x-amz-content-sha256', '400 InvalidRequest', signed({}, changed({ 'x-amz-content-sha256': undefined })), {
    message: 'Missing required header for this request: x-amz-content-sha256',
  }),
  bad('an x-amz-content-sha256 of nonsense', '400 InvalidArgument', signed({ payload: 'nonsense' }), {
    elements: { ArgumentName: 'x-amz-content-sha256', ArgumentValue: 'nonsense' },
  }),
  bad('a SHA-256 that is too short', '400 InvalidArgument', signed({ payload: sha256(HELLO).slice(1) })),
  bad('an unknown streaming form', '400 InvalidArgument', signed({ payload: 'STREAMING-NONSENSE' })),
  bad('a SHA-256 of another body', '400 XAmzContentSHA256Mismatch', signed({ payload: sha256('other') }), {
    elements: { ClientComputedContentSHA256: HEX, S3ComputedContentSHA256: HEX },
  }),
  bad('another SHA-256 than the signed', MISMATCH, signed({}, changed({ 'x-amz-content-sha256': sha256('other') }))),
  bad(
    'nonsense in place of the signed SHA-256',
    '400 InvalidArgument',
    signed({}, changed({ 'x-amz-content-sha256': 'nonsense' })),
    {
      message: /^x-amz-content-sha256 must be UNSIGNED-PAYLOAD, .* or a valid sha256 value\.$/,
      elements: { ArgumentName: 'x-amz-content-sha256', ArgumentValue: 'nonsense' },
    },
  ),
  bad(
    'UNSIGNED-PAYLOAD in place of the signed',
    MISMATCH,
    signed({}, changed({ 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' })),
  ),
  bad(
    'a header that is not signed',
    '403 AccessDenied',
    signed({}, changed({ 'x-amz-meta-a': 'b', 'x-amz-acl': 'private' })),
    {
      elements: { HeadersNotSigned: 'x-amz-meta-a, x-amz-acl' },
      message: 'There were headers present in the request which were not signed',
    },
  ),
  bad('Host not signed', '403 AccessDenied', signed({ unsigned: ['host'] }), {
    elements: { HeadersNotSigned: 'host' },
  }),
  bad('x-amz-date not signed', '403 AccessDenied', signed({ unsigned: ['x-amz-date'] })),
  bad('x-amz-content-sha256 not signed', '403 AccessDenied', signed({ unsigned: ['x-amz-content-sha256'] })),
  bad('another secret', MISMATCH, signed({ caller: { ...ALICE, secretAccessKey: 'guess' } }), {
    elements: {
      AWSAccessKeyId: 'AKALICE',
      StringToSign: /^AWS4-HMAC-SHA256\n\d{8}T\d{6}Z\n\d{8}\/us-east-1\/s3\/aws4_request\n[0-9a-f]{64}$/,
      SignatureProvided: HEX,
      StringToSignBytes: /^41 57 53 34 2d/,
      CanonicalRequest: /^PUT\n\/[a-z0-9]+\/k\n\nhost:localhost\n/,
      CanonicalRequestBytes: /^50 55 54 0a 2f/,
    },
  }),
  bad('of another method', MISMATCH, rewritten('PUT ', 'DELETE ')),
  bad('of another key', MISMATCH, rewritten('/k HTTP', '/l HTTP')),
  bad('of no query', MISMATCH, rewritten('/k HTTP', '/k?x-id=PutObject HTTP')),
  bad('of another Host', MISMATCH, signed({}, changed({ host: 'elsewhere' }))),
  bad('of another value', MISMATCH, signed(SIGNED_META, changed({ 'x-amz-meta-a': 'c' }))),
  bad('of a header that is gone', MISMATCH, signed(SIGNED_META, changed({ 'x-amz-meta-a': undefined }))),
  bad(
    'of one header where there are two',
    MISMATCH,
    rewritten('x-amz-meta-a: b', 'x-amz-meta-a: b\r\nx-amz-meta-a: b'),
  ),
  bad(
    'cut by a digit',
    MISMATCH,
    signed(
      {},
      authorization((value) => value.slice(0, -1)),
    ),
  ),
  bad(
    'with a digit more',
    MISMATCH,
    signed(
      {},
      authorization((value) => `${value}0`),
    ),
  ),
  bad('in capitals', MISMATCH, signed({}, authorization(capitals))),
  bad('of a Host in capitals', MISMATCH, signed({ headers: { host: 'LOCALHOST' } }, changed({ host: 'localhost' }))),
  bad('of a key that is escaped anew', MISMATCH, rewritten('/k HTTP', '/k%20 HTTP')),
  bad(
    'for names in capitals',
    '403 AccessDenied',
    signed(
      {},
      authorization((value) => value.replace('host;', 'Host;')),
    ),
  ),
];

function credential(text: string): BadRequest['bytes'] {
  return signed(
    {},
    authorization((value) => value.replace(/Credential=[^,]*/, `Credential=${text}`)),
  );
}

function withToken(caller: typeof ALICE, token: string) {
  return { caller, headers: { 'x-amz-security-token': token } };
}

/** Changes a signed request, with `x-amz-meta-a: b` in it, on its way. */
function rewritten(text: string, by: string): BadRequest['bytes'] {
  return (bucket) =>
    Buffer.from(Buffer.from(signed(SIGNED_META)(bucket)).toString('latin1').replace(text, by), 'latin1');
}

function without(value: string, part: string): string {
  return value.replace(new RegExp(`${part}=[^,]*(?:, )?`), '');
}

function emptied(value: string, part: string): string {
  return value.replace(new RegExp(`${part}=[^,]*`), `${part}=`);
}

function capitals(value: string): string {
  return value.replace(/Signature=(.*)$/, (_, digits: string) => `Signature=${digits.toUpperCase()}`);
}
