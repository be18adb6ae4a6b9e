import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { GatewayError } from '../../../common/errors/gateway-error.js';
import { S3_ERRORS } from '../../../common/errors/s3-error-codes.js';
import { BackendErrorMapper } from './map-backend-error.js';

const HIDDEN = ['store.internal', 'backend-bucket', 'AKIDBACKEND'];
const mapper = new BackendErrorMapper(HIDDEN);

const xml = (elements: Readonly<Record<string, string>>): Buffer => {
  const inner = Object.entries(elements).map(([name, text]) => `<${name}>${text}</${name}>`);
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n<Error>${inner.join('')}</Error>`);
};
const map = (status: number, elements?: Readonly<Record<string, string>>): GatewayError =>
  mapper.refusal({ status, body: elements === undefined ? Buffer.alloc(0) : xml(elements) }, 'NoSuchKey');

/** Everything of an error that reaches a client. */
const seen = ({ code, message, details, headers }: GatewayError): string =>
  JSON.stringify({ code, message, details, headers });

describe('refusals that concern the client', () => {
  it.each([
    [404, 'NoSuchBucket'],
    [404, 'NoSuchUpload'],
    [400, 'InvalidPart'],
    [400, 'EntityTooSmall'],
    [412, 'PreconditionFailed'],
    [409, 'ConditionalRequestConflict'],
    [400, 'XAmzContentSHA256Mismatch'],
    [400, 'RequestTimeout'],
  ] as const)('keep %d %s, in our words', (status, code) => {
    const error = map(status, { Code: code, Message: 'something about backend-bucket' });
    expect(error).toMatchObject({ code, status, source: 'client', message: S3_ERRORS[code].message });
  });

  it('keep codes that our table does not know, with the message of the backend', () => {
    const error = map(403, { Code: 'QuotaExceeded', Message: 'Your quota is used up.' });
    expect(error).toMatchObject({ code: 'QuotaExceeded', status: 403, message: 'Your quota is used up.' });
  });

  it("keep the backend's explanation where ours explains nothing", () => {
    const error = map(400, { Code: 'InvalidRequest', Message: 'Checksum Type mismatch occurred.' });
    expect(error).toMatchObject({ code: 'InvalidRequest', message: 'Checksum Type mismatch occurred.' });
  });

  it('resolve character references, which would be escaped a second time', () => {
    const error = map(400, { Code: 'InvalidRequest', Message: 'must be &#39;ON&#39; &amp;amp; &lt;x&gt;' });
    expect(error.message).toBe("must be 'ON' &amp; <x>");
  });

  it('keep a known code under another status', () => {
    expect(map(409, { Code: 'InvalidPart' })).toMatchObject({ code: 'InvalidPart', status: 409 });
  });

  it('carry elements about the request and no others', () => {
    const error = map(400, {
      Code: 'EntityTooSmall',
      PartNumber: '1',
      ETag: '&quot;e&quot;',
      ProposedSize: '5',
      BucketName: 'x',
      Resource: '/x/k',
      HostId: 'h',
      RequestId: 'r',
      Endpoint: 'e',
      UploadId: 'u',
      StringToSign: 's',
      AWSAccessKeyId: 'a',
    });
    expect(error.details).toEqual({ PartNumber: '1', ETag: '"e"', ProposedSize: '5' });
  });

  it('carry no element or message that names the backend', () => {
    const error = map(400, {
      Code: 'InvalidArgument',
      Message: 'store.internal does not like it',
      ArgumentName: 'x',
      ArgumentValue: 'backend-bucket',
    });
    expect(error).toMatchObject({ message: 'Invalid Argument', details: { ArgumentName: 'x' } });
  });
});

describe('refusals without an explanation', () => {
  it.each([
    [403, 'AccessDenied'],
    [404, 'NoSuchKey'],
    [405, 'MethodNotAllowed'],
    [412, 'PreconditionFailed'],
    [416, 'InvalidRange'],
  ])('say what %d means: %s', (status, code) => {
    expect(map(status)).toMatchObject({ code, status });
  });

  it('keep any other 4xx', () => {
    expect(map(400)).toMatchObject({ code: 'InvalidRequest', status: 400 });
    expect(map(418)).toMatchObject({ code: 'InvalidRequest', status: 418 });
  });

  it.each(['<html><body>x</body></html>', 'not xml', '<Error><Code>a b</Code></Error>', '<Error>', '<<<'])(
    'include the answer %j',
    (text) => {
      expect(mapper.refusal({ status: 404, body: Buffer.from(text) }, 'NoSuchBucket').code).toBe('NoSuchBucket');
    },
  );
});

describe('refusals that concern the gateway', () => {
  it.each([
    [403, 'InvalidAccessKeyId'],
    [403, 'SignatureDoesNotMatch'],
    [400, 'AuthorizationHeaderMalformed'],
    [400, 'AuthorizationQueryParametersError'],
    [403, 'RequestTimeTooSkewed'],
    [400, 'ExpiredToken'],
    [400, 'InvalidToken'],
    [301, 'PermanentRedirect'],
    [307, 'TemporaryRedirect'],
    [301, ''],
    [401, ''],
  ])('become 503: %d %s', (status, code) => {
    const error = map(status, { Code: code, Message: 'AKIDBACKEND', Endpoint: 'store.internal' });
    expect(error).toMatchObject({ code: 'ServiceUnavailable', status: 503, source: 'gateway', retryable: false });
    expect(error.cause).toMatchObject({ message: expect.stringContaining(String(status)) });
  });

  it('leave a denial a denial, with our message', () => {
    const error = map(403, { Code: 'AccessDenied', Message: 'User: arn:aws:iam::1:user/gateway', HostId: 'h' });
    expect(error).toMatchObject({ code: 'AccessDenied', status: 403, message: 'Access Denied', details: {} });
  });
});

describe('failures of the backend', () => {
  it.each([
    [500, 'InternalError', 'ServiceUnavailable'],
    [502, '', 'ServiceUnavailable'],
    [503, 'ServiceUnavailable', 'ServiceUnavailable'],
    [503, 'SlowDown', 'SlowDown'],
    [429, 'TooManyRequests', 'SlowDown'],
    [507, 'InsufficientStorage', 'ServiceUnavailable'],
  ])('become 503: %d %s', (status, code, expected) => {
    expect(map(status, { Code: code })).toMatchObject({
      code: expected,
      status: 503,
      source: 'upstream',
      retryable: true,
    });
  });

  it('say so when the backend cannot do what was asked', () => {
    expect(map(501, { Code: 'NotImplemented', Header: 'x-amz-tagging' })).toMatchObject({
      code: 'NotImplemented',
      status: 501,
      details: { Header: 'x-amz-tagging' },
    });
  });
});

describe('errors under the status 200', () => {
  it('are found, with the status that belongs to the code', () => {
    expect(mapper.inSuccess(xml({ Code: 'NoSuchUpload' }))).toMatchObject({ code: 'NoSuchUpload', status: 404 });
    expect(mapper.inSuccess(xml({ Code: 'InternalError' }))).toMatchObject({ code: 'ServiceUnavailable' });
    expect(mapper.inSuccess(xml({ Code: 'New' }))).toMatchObject({ code: 'ServiceUnavailable', status: 503 });
  });

  it('are not seen where there are none', () => {
    expect(mapper.inSuccess(Buffer.from('<CompleteMultipartUploadResult/>'))).toBeUndefined();
    expect(mapper.inSuccess(Buffer.alloc(0))).toBeUndefined();
  });
});

describe('any answer', () => {
  const word = fc.oneof(fc.constantFrom(...HIDDEN), fc.stringMatching(/^[A-Za-z0-9 ./:-]{0,20}$/));
  const text = fc.array(word, { maxLength: 4 }).map((words) => words.join(''));
  const code = fc.oneof(fc.constantFrom(...Object.keys(S3_ERRORS)), fc.stringMatching(/^[A-Z][A-Za-z]{2,20}$/));
  const name = fc.constantFrom(
    'ArgumentName',
    'ArgumentValue',
    'BucketName',
    'Condition',
    'ETag',
    'Header',
    'Resource',
  );

  it('becomes an error that names no host, bucket or key of ours', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 300, max: 599 }),
        code,
        text,
        fc.dictionary(name, text, { noNullPrototype: true }),
        (status, errorCode, message, elements) => {
          const error = map(status, { Code: errorCode, Message: message, ...elements });
          for (const hidden of HIDDEN) expect(seen(error)).not.toContain(hidden);
          expect(error.status).toBeGreaterThanOrEqual(400);
        },
      ),
    );
  });

  it('is survived, whatever its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, begun) => {
        const body = Buffer.concat([Buffer.from(begun ? '<Error><Code>A' : ''), bytes]);
        expect(mapper.refusal({ status: 500, body }, 'NoSuchKey').status).toBe(503);
      }),
    );
  });
});
