import { describe, expect, it } from '@jest/globals';
import { parseConfig } from '../parse-config.js';

function configured(cors: unknown) {
  const bucket = { name: 'b', path_prefix: '/b', auth: { enabled: false }, filesystem: { root: '/d' }, cors };
  const result = parseConfig(JSON.stringify({ buckets: [bucket] }), { env: {} });
  return result.ok ? result.config.buckets[0]?.cors : result.faults.map((fault) => fault.message);
}

const ORIGINS = { origins: ['https://App.example.com'] };

describe('buckets[].cors', () => {
  it('has defaults for what most pages need', () => {
    expect(configured({ ...ORIGINS, methods: ['PUT'] })).toEqual({
      origins: ['https://app.example.com'],
      methods: ['PUT'],
      headers: ['*'],
      expose: [],
      max_age: 3_600_000,
    });
  });

  it('takes seconds, patterns of header names and headers to expose', () => {
    const rest = { methods: ['PUT', 'HEAD'], headers: ['x-amz-*', 'content-type'], expose: ['x-amz-expiration'] };
    expect(configured({ ...ORIGINS, ...rest, max_age: 600 })).toMatchObject({ ...rest, max_age: 600_000 });
    expect(configured({ ...ORIGINS, ...rest, max_age: 0 })).toMatchObject({ max_age: 0 });
  });

  it('takes the word passthrough where an S3 backend has rules', () => {
    const sigv4 = { region: 'r', access_key: 'a', secret_key: 's' };
    const bucket = { name: 'b', path_prefix: '/b', cors: 'passthrough' };
    const faults = (more: object): unknown => {
      const result = parseConfig(JSON.stringify({ buckets: [{ ...bucket, ...more }] }), { env: {} });
      return result.ok ? result.config.buckets[0]?.cors : result.faults.map((fault) => fault.message);
    };
    const s3 = { bucket: 'x' };
    const auth = { enabled: true, sigv4 };
    expect(faults({ s3, auth })).toBe('passthrough');
    expect(faults({ filesystem: { root: '/d' }, auth })).toEqual([
      'buckets[0].cors: passthrough needs an s3 backend: a filesystem store has no CORS rules',
    ]);
    for (const enabled of [false, 'false']) {
      expect(faults({ s3, auth: { enabled } })).toEqual([
        'buckets[0].cors: passthrough needs auth: for an open bucket write down the origins that may use it',
      ]);
    }
  });

  it.each([
    ['all', ['buckets[0].cors: expected a mapping, got a string']],
    [{}, ['buckets[0].cors.origins: is required', 'buckets[0].cors.methods: is required']],
    [{ ...ORIGINS, methods: [] }, ['buckets[0].cors.methods: must have at least one entry']],
    [{ origins: [], methods: ['PUT'] }, ['buckets[0].cors.origins: must have at least one entry']],
    [
      { ...ORIGINS, methods: ['put', 'PATCH'] },
      [0, 1].map((index) => `buckets[0].cors.methods[${index}]: expected one of GET, HEAD, PUT, POST, DELETE`),
    ],
    [
      { ...ORIGINS, methods: ['PUT'], headers: ['a b', 'x-*-*'] },
      [0, 1].map(
        (index) =>
          `buckets[0].cors.headers[${index}]: expected the name of a header, in which one "*" stands for any characters`,
      ),
    ],
    [
      { ...ORIGINS, methods: ['PUT'], expose: ['*'] },
      ['buckets[0].cors.expose[0]: expected the name of a header such as x-amz-version-id'],
    ],
    [{ ...ORIGINS, methods: ['PUT'], origin: 'x' }, ['buckets[0].cors: unknown key "origin", did you mean "origins"?']],
  ])('%j', (cors, faults) => {
    expect(configured(cors)).toEqual(faults);
  });
});
