import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SigningKey, SigningKeyCache, deriveSigningKey } from './signing-key.js';

const scope = { date: '20130524', region: 'us-east-1', service: 's3' };

describe('SigningKeyCache', () => {
  it('returns what it derived before', () => {
    const cache = new SigningKeyCache(2);
    expect(cache.keyFor('secret', scope)).toBe(cache.keyFor('secret', scope));
    expect(cache.keyFor('secret', scope).sign('text')).toBe(
      new SigningKey(deriveSigningKey('secret', scope)).sign('text'),
    );
  });

  it('tells secrets and scopes apart', () => {
    const cache = new SigningKeyCache(8);
    const keys = [
      cache.keyFor('secret', scope),
      cache.keyFor('other', scope),
      cache.keyFor('secret', { ...scope, date: '20130525' }),
      cache.keyFor('secret', { ...scope, region: 'eu-west-1' }),
    ];
    expect(new Set(keys.map((key) => key.sign('text'))).size).toBe(keys.length);
  });

  it('forgets the key that was not used for longest', () => {
    const cache = new SigningKeyCache(2);
    const one = cache.keyFor('one', scope);
    const two = cache.keyFor('two', scope);
    cache.keyFor('one', scope);
    cache.keyFor('three', scope);
    expect(cache.size).toBe(2);
    expect(cache.keyFor('one', scope)).toBe(one);
    expect(cache.keyFor('two', scope)).not.toBe(two);
  });
});

describe('SigningKey', () => {
  it('is HMAC-SHA256, however often it is used', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.array(fc.string({ unit: 'binary-ascii' })), (bytes, texts) => {
        const key = new SigningKey(Buffer.from(bytes));
        for (const text of texts) {
          expect(key.sign(text)).toBe(createHmac('sha256', bytes).update(text, 'latin1').digest('hex'));
        }
      }),
    );
  });
});
