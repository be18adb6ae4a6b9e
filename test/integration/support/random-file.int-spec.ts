import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  hashStream,
  randomBytes,
  randomContentHash,
  randomStream,
  writeRandomFile,
} from '../../support/random-file.js';
import { tempDir } from '../../support/temp-dir.js';

const SIZE = 700_001;

describe('deterministic content', () => {
  it('is the same as bytes, stream, file and hash', async () => {
    await using folder = await tempDir();
    const expected = createHash('sha256').update(randomBytes(SIZE)).digest('hex');
    expect(randomContentHash(SIZE)).toBe(expected);
    expect(await hashStream(randomStream(SIZE))).toEqual({ hash: expected, size: SIZE });
    expect(await writeRandomFile(folder.join('file'), SIZE)).toBe(expected);
    expect(await hashStream(createReadStream(folder.join('file')))).toEqual({ hash: expected, size: SIZE });
  });

  it.each([0, 1, 15, 16, 17, 300_000])('is at offset %d what the whole has there', (offset) => {
    const whole = randomBytes(SIZE);
    expect(randomBytes(1000, { offset }).equals(whole.subarray(offset, offset + 1000))).toBe(true);
  });

  it('differs with the seed', () => {
    expect(randomContentHash(16, 'sha256', { seed: 'a' })).not.toBe(randomContentHash(16, 'sha256', { seed: 'b' }));
  });
});
