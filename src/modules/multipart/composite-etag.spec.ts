import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { compositeEtag } from './composite-etag.js';

const md5 = (content: Buffer | string): Buffer => createHash('md5').update(content).digest();

describe('compositeEtag', () => {
  it('is the MD5 of the MD5s and their number, with quotes or without', () => {
    const [one, two] = [md5('one'), md5('two')];
    const expected = `${md5(Buffer.concat([one, two])).toString('hex')}-2`;
    expect(compositeEtag([`"${one.toString('hex')}"`, two.toString('hex').toUpperCase()])).toBe(expected);
    expect(compositeEtag([two.toString('hex'), one.toString('hex')])).not.toBe(expected);
  });

  it.each(['', '"', 'abc', `${'0'.repeat(32)}-1`, '0'.repeat(33), 'g'.repeat(32)])(
    'is not known with the ETag %j',
    (etag) => {
      expect(compositeEtag(['0'.repeat(32), etag])).toBeUndefined();
    },
  );
});
