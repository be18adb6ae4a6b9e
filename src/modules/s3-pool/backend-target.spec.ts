import { describe, expect, it } from '@jest/globals';
import { BackendTarget } from './backend-target.js';

const target = (changes: Partial<ConstructorParameters<typeof BackendTarget>[0]> = {}): BackendTarget =>
  new BackendTarget({
    bucket: 'b1',
    region: 'us-east-1',
    addressing: 'path',
    endpoint: 'http://store.test:9000',
    ...changes,
  });

describe('BackendTarget', () => {
  it('puts the bucket into the path, and encodes the key once', () => {
    expect(target().place('b1', 'a b/c+d%41//é')).toEqual({
      host: 'store.test:9000',
      path: '/b1/a%20b/c%2Bd%2541//%C3%A9',
    });
    expect(target().place('b1')).toEqual({ host: 'store.test:9000', path: '/b1' });
  });

  it('keeps a slash at the beginning of a key', () => {
    expect(target().place('b1', '/k').path).toBe('/b1//k');
    expect(target({ addressing: 'virtual' }).place('b1', '/k').path).toBe('//k');
  });

  it('puts the bucket into the host name where that is configured', () => {
    const virtual = target({ addressing: 'virtual' });
    expect(virtual.place('b1', 'k')).toEqual({ host: 'b1.store.test:9000', path: '/k' });
    expect(virtual.place('b1')).toEqual({ host: 'b1.store.test:9000', path: '/' });
    expect(virtual.dialHost).toBe('b1.store.test');
  });

  it.each([
    ['an address', { endpoint: 'http://127.0.0.1:9000' }, 'b1', '127.0.0.1:9000'],
    ['an IPv6 address', { endpoint: 'http://[::1]:9000' }, 'b1', '[::1]:9000'],
    ['a name that is no host name', {}, 'Bucket_1', 'store.test:9000'],
    ['a dotted name under TLS', { endpoint: 'https://store.test' }, 'b.1', 'store.test'],
  ])('keeps it in the path for %s', (_name, changes, bucket, host) => {
    const virtual = target({ addressing: 'virtual', bucket, ...changes });
    expect(virtual.place(bucket, 'k')).toEqual({ host, path: `/${bucket}/k` });
    expect(virtual.dialHost).toBe(host.replace(/:9000$|[[\]]/g, '').replace(/:9000$/, ''));
  });

  it('knows AWS by its region', () => {
    const aws = { bucket: 'b1', region: 'eu-west-1', addressing: 'path' } as const;
    expect(new BackendTarget(aws)).toMatchObject({
      endpoint: 'https://s3.eu-west-1.amazonaws.com',
      port: 443,
      secure: true,
    });
    expect(new BackendTarget({ ...aws, region: 'cn-north-1' }).endpoint).toBe('https://s3.cn-north-1.amazonaws.com.cn');
  });

  it('uses the configured bucket, or the one of the client', () => {
    expect(target().bucketFor('front')).toBe('b1');
    const shared = target({ bucket: '{bucket}', addressing: 'virtual' });
    expect(shared.bucketFor('front')).toBe('front');
    expect(shared.dialHost).toBe('store.test');
    expect(shared.place('front', 'k').host).toBe('front.store.test:9000');
    expect(shared.root).toEqual({ host: 'store.test:9000', path: '/' });
  });
});
