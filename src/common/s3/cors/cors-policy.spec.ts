import { describe, expect, it } from '@jest/globals';
import { CorsPolicy } from './cors-policy.js';
import type { CorsHeaders, CorsRules } from './cors-policy.js';

const APP = 'https://app.example.com';

function policy(rules: Partial<CorsRules> = {}): CorsPolicy {
  return new CorsPolicy({
    origins: [APP],
    methods: ['PUT', 'POST'],
    headers: ['*'],
    expose: [],
    maxAge: 3_600_000,
    ...rules,
  });
}

const record = (headers: CorsHeaders | undefined) => headers && Object.fromEntries(headers);

describe('CorsPolicy', () => {
  it('permits a preflight', () => {
    expect(record(policy().preflightHeaders(APP, 'PUT', 'Content-Type,  x-amz-date,'))).toEqual({
      'access-control-allow-origin': APP,
      'access-control-allow-methods': 'PUT, POST',
      'access-control-allow-headers': 'Content-Type, x-amz-date',
      'access-control-max-age': '3600',
    });
    expect(record(policy({ maxAge: 1_999 }).preflightHeaders(APP, 'POST', undefined))).toEqual({
      'access-control-allow-origin': APP,
      'access-control-allow-methods': 'PUT, POST',
      'access-control-max-age': '1',
    });
  });

  it.each([
    ['another origin', 'https://evil.example', 'PUT', undefined],
    ['another method', APP, 'DELETE', undefined],
    ['a method in lower case', APP, 'put', undefined],
    ['another header', APP, 'PUT', 'content-type,x-evil'],
    ['no header name', APP, 'PUT', 'content type'],
  ])('refuses %s', (_what, origin, method, headers) => {
    expect(policy({ headers: ['content-*'] }).preflightHeaders(origin, method, headers)).toBeUndefined();
  });

  it('echoes the origin unless every origin is allowed and nothing else is said', () => {
    const allowOrigin = (origins: string[]) =>
      record(policy({ origins }).answerHeaders(APP))?.['access-control-allow-origin'];
    expect(allowOrigin(['*'])).toBe('*');
    expect(allowOrigin(['*', 'https://other.example'])).toBe(APP);
    expect(allowOrigin(['https://*.example.com'])).toBe(APP);
  });

  it('never takes several values for an origin', () => {
    for (const origin of [`${APP},https://evil.example`, `${APP} https://evil.example`, '', 'https://\xe9.example']) {
      expect(policy({ origins: ['*'] }).allowsOrigin(origin)).toBe(false);
    }
    expect(policy({ origins: ['*'] }).allowsOrigin('null')).toBe(true);
    expect(policy().allowsOrigin('null')).toBe(false);
  });

  it('exposes what an upload answers, and what is configured', () => {
    const exposed = record(policy({ expose: ['x-amz-expiration', 'ETag'] }).answerHeaders(APP));
    expect(exposed?.['access-control-expose-headers']).toBe(
      'ETag, x-amz-request-id, x-amz-id-2, x-amz-version-id, x-mizuchi-key, Accept-Ranges, Content-Encoding, Content-Range, ' +
        'x-amz-checksum-crc32, x-amz-checksum-crc32c, ' +
        'x-amz-checksum-crc64nvme, x-amz-checksum-md5, x-amz-checksum-sha1, x-amz-checksum-sha256, x-amz-checksum-sha512, ' +
        'x-amz-checksum-xxhash128, x-amz-checksum-xxhash3, x-amz-checksum-xxhash64, x-amz-checksum-type, x-amz-expiration',
    );
  });
});
