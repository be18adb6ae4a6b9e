import { describe, expect, it } from '@jest/globals';
import { parseConfig } from '../parse-config.js';

/** What is reported about one bucket whose other keys are right. */
function problems(bucket: object): string[] {
  const content = { buckets: [{ name: 'b', path_prefix: '/b', auth: { enabled: false }, ...bucket }] };
  const result = parseConfig(JSON.stringify(content), { env: {} });
  return result.ok ? [] : result.faults.map((fault) => fault.message);
}

const ROOT = { filesystem: { root: '/data' } };

describe('buckets', () => {
  it('have exactly one store', () => {
    expect(problems(ROOT)).toEqual([]);
    expect(problems({})).toEqual(['buckets[0]: needs one of s3 and filesystem']);
    expect(problems({ ...ROOT, s3: { bucket: 'x' } })).toEqual([
      'buckets[0].filesystem: only one of s3 and filesystem is allowed',
    ]);
  });

  it('name the bucket in the path and in the store, or in neither', () => {
    const template = { path_prefix: '/{bucket}' };
    expect(problems({ ...template, s3: { bucket: '{bucket}' }, bucket_pattern: '^a' })).toEqual([]);
    expect(problems({ ...template, filesystem: { root: '/data/{bucket}/x' } })).toEqual([]);
    expect(problems({ ...template, s3: { bucket: 'x' } })).toEqual([
      'buckets[0].s3.bucket: must be {bucket}, because path_prefix ends with it',
    ]);
    expect(problems({ ...template, ...ROOT })).toEqual([
      'buckets[0].filesystem.root: must contain {bucket}, because path_prefix ends with it',
    ]);
    expect(problems({ s3: { bucket: '{bucket}' } })).toEqual([
      'buckets[0].s3.bucket: can be {bucket} only when path_prefix ends with it',
    ]);
    expect(problems({ filesystem: { root: '/d/{bucket}' } })).toEqual([
      'buckets[0].filesystem.root: can contain {bucket} only when path_prefix ends with it',
    ]);
    expect(problems({ ...ROOT, bucket_pattern: '^a' })).toEqual([
      'buckets[0].bucket_pattern: only with a path_prefix that ends with {bucket}',
    ]);
  });

  it('need a pattern that compiles', () => {
    expect(problems({ path_prefix: '/{bucket}', s3: { bucket: '{bucket}' }, bucket_pattern: '(' })).toEqual([
      'buckets[0].bucket_pattern: is not a valid regular expression (JavaScript syntax)',
    ]);
  });

  it('hold both keys or none', () => {
    const s3 = { bucket: 'x' };
    expect(problems({ s3: { ...s3, access_key: 'a', secret_key: 'b', session_token: 'c' } })).toEqual([]);
    expect(problems({ s3: { ...s3, access_key: 'a' } })).toEqual([
      'buckets[0].s3.access_key: needs secret_key beside it',
    ]);
    expect(problems({ s3: { ...s3, secret_key: 'a' } })).toEqual([
      'buckets[0].s3.secret_key: needs access_key beside it',
    ]);
    expect(problems({ s3: { ...s3, session_token: 'a' } })).toEqual([
      'buckets[0].s3.session_token: needs access_key and secret_key',
    ]);
    expect(problems({ s3: { ...s3, session_token: '' } })).toEqual([]);
    expect(problems({ s3: { ...s3, tls: { cert: 'c' } } })).toEqual(['buckets[0].s3.tls.cert: needs key beside it']);
  });

  it('have TLS settings only where TLS is spoken', () => {
    expect(problems({ s3: { bucket: 'x', endpoint: 'http://h', tls: { ca: 'c' } } })).toEqual([
      'buckets[0].s3.tls: has no effect on an http endpoint',
    ]);
    expect(problems({ s3: { bucket: 'x', endpoint: 'https://h', tls: { ca: 'c' } } })).toEqual([]);
  });

  it('cannot be a label before an IP address', () => {
    const s3 = { bucket: 'x', addressing: 'virtual' };
    const problem = 'buckets[0].s3.addressing: virtual needs an endpoint with a host name, not an IP address';
    expect(problems({ s3: { ...s3, endpoint: 'http://127.0.0.1:9000' } })).toEqual([problem]);
    expect(problems({ s3: { ...s3, endpoint: 'http://[::1]:9000' } })).toEqual([problem]);
    expect(problems({ s3: { ...s3, endpoint: 'http://s3.internal' } })).toEqual([]);
  });

  it('differ in name and prefix', () => {
    const bucket = { name: 'b', path_prefix: '/b', auth: { enabled: false }, ...ROOT };
    const result = parseConfig(JSON.stringify({ buckets: [bucket, bucket] }), { env: {} });
    expect(result.ok ? [] : result.faults.map((fault) => fault.message)).toEqual([
      'buckets[1].name: is the same as in buckets[0] (line 1)',
      'buckets[1].path_prefix: is the same as in buckets[0] (line 1)',
    ]);
  });

  it('say whether they are open', () => {
    expect(problems({ ...ROOT, auth: {} })).toEqual(['buckets[0].auth.enabled: is required']);
    expect(problems({ ...ROOT, auth: null })).toEqual(['buckets[0].auth: expected a mapping, got nothing']);
  });

  it.each(['A', 'a b', '', 'x'.repeat(64), 'é'])('are not called %j', (name) => {
    expect(problems({ ...ROOT, name })).toHaveLength(1);
  });
});
