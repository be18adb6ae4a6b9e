import { sha256 } from '../../support/signed-request.js';
import { ALICE, BOB, CAROL, HELLO, presigned, TOKEN_OF_BOB, unsigned } from './bad-request.js';
import type { BadRequest, Expected } from './bad-request.js';

const bad = (name: string, answer: string, bytes: BadRequest['bytes'], expected: Expected = {}): BadRequest => ({
  name: `presigned URL: ${name}`,
  answer,
  bytes,
  ...expected,
});
const QUERY_ERROR = '400 AuthorizationQueryParametersError';
const MISMATCH = '403 SignatureDoesNotMatch';
const PARAMETERS = ['Algorithm', 'Credential', 'Date', 'Expires', 'SignedHeaders', 'Signature'];
const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);
const SIGNED_META = { headers: { 'x-amz-meta-a': 'b' } };
/** Sets a parameter after the signing. */
const set = (name: string, value: string) =>
  presigned({}, (target) => target.replace(new RegExp(`X-Amz-${name}=[^&]*`), `X-Amz-${name}=${value}`));

/** Errors of a signature in the query. */
export const PRESIGNED_URLS: readonly BadRequest[] = [
  ...PARAMETERS.flatMap((name) => [
    bad(
      `no ${name}`,
      QUERY_ERROR,
      presigned({}, (target) => target.replace(new RegExp(`[&]?X-Amz-${name}=[^&]*`), '').replace('?&', '?')),
      {
        message: /^Query-string authentication version 4 requires/,
      },
    ),
    bad(`an empty ${name}`, QUERY_ERROR, set(name, '')),
    bad(
      `two of ${name}`,
      QUERY_ERROR,
      presigned({}, (target) => `${target}&X-Amz-${name}=a`),
    ),
  ]),
  bad('another algorithm', QUERY_ERROR, set('Algorithm', 'AWS4-HMAC-SHA512'), {
    message: 'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"',
  }),
  bad('the algorithm of Version 4A', QUERY_ERROR, set('Algorithm', 'AWS4-ECDSA-P256-SHA256'), {
    message: 'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"',
  }),
  bad('a credential of one word', QUERY_ERROR, set('Credential', 'AKALICE'), {
    message: /the Credential is mal-formed/,
  }),
  bad('another region', QUERY_ERROR, presigned({ scope: { region: 'eu-west-1' } }), {
    elements: { Region: 'us-east-1' },
  }),
  bad('another service', QUERY_ERROR, presigned({ scope: { service: 'ec2' } }), { message: /incorrect service/ }),
  bad('a scope with another end', QUERY_ERROR, presigned({ scope: { end: 'aws5_request' } }), {
    message: /incorrect terminal/,
  }),
  bad('a scope of another day', QUERY_ERROR, presigned({ scope: { date: '20200101' } }), {
    message: /^Invalid credential date "20200101"/,
  }),
  bad('a scope date that is none', QUERY_ERROR, presigned({ scope: { date: 'today' } }), {
    message: /incorrect date format/,
  }),
  bad('a date that is none', QUERY_ERROR, set('Date', 'now'), { message: /ISO8601 Long Format/ }),
  bad('an expiry that is no number', QUERY_ERROR, set('Expires', 'soon'), {
    message: 'X-Amz-Expires should be a number',
  }),
  bad('an expiry with a fraction', QUERY_ERROR, set('Expires', '1.5'), { message: 'X-Amz-Expires should be a number' }),
  bad('a negative expiry', QUERY_ERROR, set('Expires', '-1'), { message: 'X-Amz-Expires must be non-negative' }),
  bad('an expiry over a week', QUERY_ERROR, presigned({ expires: 604_801 }), { message: /must be less than a week/ }),
  bad('expired', '403 AccessDenied', presigned({ at: minutesAgo(2) }), {
    message: 'Request has expired',
    elements: { 'X-Amz-Expires': '60', Expires: /^\d{4}-/, ServerTime: /^\d{4}-/ },
  }),
  bad('expired at once', '403 AccessDenied', presigned({ at: minutesAgo(1), expires: 0 })),
  bad('not valid yet', '403 AccessDenied', presigned({ at: minutesAgo(-5) }), { message: 'Request is not valid yet' }),
  bad('a key nobody has', '403 InvalidAccessKeyId', presigned({ caller: { ...ALICE, accessKeyId: 'AKNOBODY' } }), {
    elements: { AWSAccessKeyId: 'AKNOBODY' },
  }),
  bad('a key that is over', '403 InvalidAccessKeyId', presigned({ caller: CAROL })),
  bad('no session token', '400 InvalidToken', presigned({ caller: BOB })),
  bad(
    'a session token with a key that has none, and not signed',
    '400 InvalidToken',
    presigned({}, (target) => `${target}&X-Amz-Security-Token=${TOKEN_OF_BOB}`),
  ),
  bad(
    'the wrong session token',
    '400 InvalidToken',
    presigned({ caller: BOB, query: { 'X-Amz-Security-Token': 'another' } }),
  ),
  bad(
    'a session token that is not signed',
    MISMATCH,
    presigned({ caller: BOB }, (target) => `${target}&X-Amz-Security-Token=${TOKEN_OF_BOB}`),
  ),
  bad('a header that is not signed', '403 AccessDenied', presigned({ sent: { 'x-amz-meta-a': 'b' } }), {
    elements: { HeadersNotSigned: 'x-amz-meta-a' },
  }),
  bad('Host not signed', '403 AccessDenied', presigned({ unsigned: ['host'], headers: { 'content-type': 'a/b' } }), {
    elements: { HeadersNotSigned: 'host' },
  }),
  bad('another secret', MISMATCH, presigned({ caller: { ...ALICE, secretAccessKey: 'guess' } }), {
    elements: {
      AWSAccessKeyId: 'AKALICE',
      SignatureProvided: /^[0-9a-f]{64}$/,
      CanonicalRequest: /\nhost\nUNSIGNED-PAYLOAD$/,
    },
  }),
  bad('of another method', MISMATCH, signedFor('DELETE')),
  bad(
    'of another key',
    MISMATCH,
    presigned({}, (target) => target.replace('/k?', '/l?')),
  ),
  bad(
    'with a parameter more',
    MISMATCH,
    presigned({}, (target) => `${target}&x-id=PutObject`),
  ),
  bad('with a longer life', MISMATCH, set('Expires', '3600')),
  bad(
    'in capitals',
    MISMATCH,
    presigned({}, (target) =>
      target.replace(/Signature=(\w+)/, (text) => text.toUpperCase().replace('SIGNATURE', 'Signature')),
    ),
  ),
  bad('of another value', MISMATCH, presigned({ ...SIGNED_META, sent: { 'x-amz-meta-a': 'c' } })),
  bad(
    'of another value in the query',
    MISMATCH,
    presigned({ query: { 'x-amz-meta-a': 'b' } }, (target) => target.replace('meta-a=b', 'meta-a=c')),
  ),
  bad('of another Host', MISMATCH, presigned({ sent: { host: 'elsewhere' } })),
  bad(
    'a header and a query that disagree',
    '400 InvalidArgument',
    presigned({ query: { 'x-amz-meta-a': 'b' }, sent: { 'x-amz-meta-a': 'c' } }),
  ),
  bad('an unknown header in the query', '501 NotImplemented', presigned({ query: { 'x-amz-unheard-of': '1' } })),
  bad('a pinned SHA-256 of another body', '400 XAmzContentSHA256Mismatch', pinned(sha256('other'))),
  bad('a pinned SHA-256 that is none', '400 InvalidArgument', pinned('nonsense'), {
    elements: { ArgumentName: 'x-amz-content-sha256' },
  }),
  bad(
    'beside an Authorization',
    '400 InvalidArgument',
    presigned({ sent: { authorization: 'AWS4-HMAC-SHA256 Credential=a' } }),
    {
      message: /^Only one auth mechanism allowed/,
      elements: { ArgumentName: 'Authorization', ArgumentValue: '***' },
    },
  ),
  bad('beside Basic', '400 InvalidArgument', presigned({ sent: { authorization: 'Basic YTpi' } })),
  bad('Version 2', '400 InvalidRequest', unsigned('PUT', '/k?AWSAccessKeyId=AKALICE&Expires=1&Signature=a'), {
    message: /authorization mechanism you have provided is not supported/,
  }),
  bad(
    'of the form "signed chunks" with a plain body',
    '400 IncompleteBody',
    pinned('STREAMING-AWS4-HMAC-SHA256-PAYLOAD', { 'x-amz-decoded-content-length': '5' }),
  ),
];

function pinned(payload: string, headers = {}): BadRequest['bytes'] {
  return presigned({ payload, query: { 'X-Amz-Content-Sha256': payload }, headers, body: HELLO });
}

/** A PUT with a URL that was signed for another method. */
function signedFor(method: string): BadRequest['bytes'] {
  return (bucket) => {
    const bytes = Buffer.from(presigned({ method })(bucket)).toString('latin1');
    return bytes.replace(method, 'PUT');
  };
}
