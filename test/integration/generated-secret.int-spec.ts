import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadOrCreateSecret } from '../../src/modules/runtime/generated-secret.js';

describe('the generated secret', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'mizuchi-secret-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('is the same for processes that start at once, and private', async () => {
    const state = join(dir, 'state');
    const secrets = await Promise.all(Array.from({ length: 20 }, () => loadOrCreateSecret(state)));
    expect(new Set(secrets).size).toBe(1);
    expect(secrets[0]).toMatch(/^[\w-]{43}$/);
    expect(await readdir(state)).toEqual(['secret']);
    expect((await stat(join(state, 'secret'))).mode & 0o777).toBe(0o600);
    expect(await loadOrCreateSecret(state)).toBe(await readFile(join(state, 'secret'), 'utf8'));
  });

  it('says why it cannot be kept', async () => {
    await writeFile(join(dir, 'file'), '');
    await expect(loadOrCreateSecret(join(dir, 'file', 'state'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });
});
