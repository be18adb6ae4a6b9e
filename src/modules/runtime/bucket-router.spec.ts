import { describe, expect, it } from '@jest/globals';
import { BucketRouter } from './bucket-router.js';

function router(...prefixes: string[]): BucketRouter<string> {
  return new BucketRouter(prefixes.map((prefix) => ({ prefix, name: `bucket-of-${prefix}`, value: prefix })));
}

describe('BucketRouter', () => {
  const all = router('/uploads', '/uploads/eu', '/a/b/c', '/x/{bucket}', '/{bucket}');

  it.each([
    ['/uploads', '/uploads', 'uploads', ''],
    ['/uploads/', '/uploads', 'uploads', ''],
    ['/uploads/k', '/uploads', 'uploads', 'k'],
    ['/uploads//k', '/uploads', 'uploads', '/k'],
    ['/uploads/eu', '/uploads/eu', 'eu', ''],
    ['/uploads/eu/k', '/uploads/eu', 'eu', 'k'],
    ['/uploads/europe', '/uploads', 'uploads', 'europe'],
    ['/%75ploads/k', '/uploads', 'uploads', 'k'],
    ['/uploadsx/k', '/{bucket}', 'uploadsx', 'k'],
    ['/a/b/c/d/e', '/a/b/c', 'c', 'd/e'],
    ['/team-1/k', '/{bucket}', 'team-1', 'k'],
    ['/x/team-1/k', '/x/{bucket}', 'team-1', 'k'],
  ])('%s', (path, value, bucket, rawKey) => {
    expect(all.match(path)).toEqual({ value, bucket, rawKey });
  });

  it.each(['/', '//k', '/Upper/k', '/ab', '/192.168.1.1/k', '/uploads%2Fk'])('%s belongs to no bucket', (path) => {
    expect(all.match(path)).toBeUndefined();
  });

  it('gives the rest to "/"', () => {
    const rest = router('/', '/uploads');
    expect(rest.match('/other/k')).toEqual({ value: '/', bucket: 'bucket-of-/', rawKey: 'other/k' });
    expect(rest.match('/uploads/k')).toMatchObject({ value: '/uploads' });
    expect(rest.match('/')).toMatchObject({ rawKey: '' });
  });

  it('obeys a bucket pattern, and does not fall back to a shorter prefix', () => {
    const routes = new BucketRouter([
      { prefix: '/{bucket}', name: 'teams', value: 1, bucketPattern: /^team-/ },
      { prefix: '/', name: 'rest', value: 2 },
    ]);
    expect(routes.match('/team-a/k')).toMatchObject({ value: 1 });
    expect(routes.match('/other/k')).toBeUndefined();
  });

  describe('by the label of a virtual-hosted request', () => {
    const hosted = router('/uploads', '/uploads/eu', '/my.bucket', '/a/b', '/Upper', '/x/{bucket}', '/{bucket}', '/');

    it.each([
      ['uploads', '/', '/uploads', ''],
      ['uploads', '/k', '/uploads', 'k'],
      ['uploads', '//k', '/uploads', '/k'],
      ['uploads', '/uploads/k', '/uploads', 'uploads/k'],
      ['uploads', '/eu/k', '/uploads', 'eu/k'],
      ['uploads', '/%zz', '/uploads', '%zz'],
      ['my.bucket', '/k', '/my.bucket', 'k'],
      ['other', '/k', '/{bucket}', 'k'],
      ['upper', '/k', '/{bucket}', 'k'],
      ['a.b', '/k', '/{bucket}', 'k'],
    ])('%s %s', (label, path, value, rawKey) => {
      expect(hosted.matchLabel(label, path)).toEqual({ value, bucket: label, rawKey });
    });

    it.each(['', 'ab', 'Uploads', 'up_loads', 'a/b', '192.168.1.1', '{bucket}', '-uploads', 'a..b', 'u@uploads'])(
      '"%s" is no bucket name',
      (label) => {
        expect(hosted.matchLabel(label, '/k')).toBeUndefined();
      },
    );

    it('gives unknown labels neither to "/" nor to a longer prefix', () => {
      const routes = router('/', '/uploads', '/deep/er', '/teams/{bucket}');
      for (const label of ['other', 'deep', 'teams', 'deep.er']) {
        expect(routes.matchLabel(label, '/er/k')).toBeUndefined();
      }
    });

    it('obeys a bucket pattern', () => {
      const routes = new BucketRouter([{ prefix: '/{bucket}', name: 'teams', value: 1, bucketPattern: /^team-/ }]);
      expect(routes.matchLabel('team-a', '/k')).toEqual({ value: 1, bucket: 'team-a', rawKey: 'k' });
      expect(routes.matchLabel('other', '/k')).toBeUndefined();
    });
  });

  it('finds one of a thousand as it finds one', () => {
    const many = router(...Array.from({ length: 1000 }, (_, index) => `/bucket-${index}`));
    expect(many.match('/bucket-999/k')).toMatchObject({ bucket: 'bucket-999' });
  });

  it('refuses a segment that cannot be decoded', () => {
    expect(() => all.match('/%zz/k')).toThrow(expect.objectContaining({ code: 'InvalidURI' }));
  });

  it('leaves a key that cannot be decoded to whoever reads keys', () => {
    expect(all.match('/uploads/%zz/k')).toEqual({ value: '/uploads', bucket: 'uploads', rawKey: '%zz/k' });
    expect(router('/uploads', '/uploads/{bucket}').match('/uploads/%zz')).toMatchObject({ rawKey: '%zz' });
  });
});
