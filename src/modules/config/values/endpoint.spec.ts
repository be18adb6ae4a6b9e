import { describe, expect, it } from '@jest/globals';
import { readEndpoint } from './endpoint.js';

describe('readEndpoint', () => {
  it.each([
    ['http://127.0.0.1:9000', 'http://127.0.0.1:9000'],
    ['https://s3.example.com/', 'https://s3.example.com'],
    ['HTTPS://S3.Example.com:443', 'https://s3.example.com'],
    ['http://[::1]:9000', 'http://[::1]:9000'],
  ])('%s', (raw, value) => {
    expect(readEndpoint(raw)).toEqual({ ok: true, value });
  });

  it.each(['', 's3.example.com', 'ftp://x', 'http://', 'http:x', 'http://x:99999', ' http://x', 5])(
    '%p is no URL',
    (raw) => {
      expect(readEndpoint(raw)).toMatchObject({ problem: expect.stringContaining('an http or https URL') });
    },
  );

  it.each(['http://x/path', 'http://x?', 'http://x?a=b', 'http://x#', 'http://x\\y', 'http://x//'])(
    '%s is more than an origin',
    (raw) => {
      expect(readEndpoint(raw)).toMatchObject({ problem: expect.stringContaining('without path or query') });
    },
  );

  it.each(['http://user@x', 'http://user:pass@x', 'http://@x'])('%s holds credentials', (raw) => {
    expect(readEndpoint(raw)).toMatchObject({ problem: expect.stringContaining('must not hold a user or password') });
  });
});
