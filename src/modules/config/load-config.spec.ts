import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { formatFault } from './config-fault.js';
import { loadConfig } from './load-config.js';
import { resolveConfigPath } from './resolve-config-path.js';

const dir = mkdtempSync(join(tmpdir(), 'mizuchi-config-'));
afterAll(() => {
  rmSync(dir, { recursive: true });
});

function write(name: string, content: string | Uint8Array): string {
  const file = join(dir, name);
  writeFileSync(file, content);
  return file;
}

function faults(file: string): string[] {
  const result = loadConfig(file, {});
  return result.ok ? [] : result.faults.map(formatFault);
}

describe('loadConfig', () => {
  it('reads a file and the secrets it names', () => {
    const secret = write('secret', '0123456789abcdef\n');
    const file = write(
      'good.yaml',
      `secret: \${file:${secret}}
buckets: [ { name: a, path_prefix: /a, filesystem: { root: r }, auth: { enabled: false } } ]`,
    );
    expect(loadConfig(file, {})).toMatchObject({ ok: true, config: { secret: ['0123456789abcdef'] } });
  });

  it('says which file has the fault', () => {
    const file = write('bad.yaml', 'buckets: []');
    expect(faults(file)).toEqual([`${file}:1:10 buckets: must have at least one entry`]);
  });

  it('reports what cannot be read as a fault of the file', () => {
    const missing = join(dir, 'missing.yaml');
    expect(faults(missing)).toEqual([`${missing}: cannot be read (ENOENT)`]);
    expect(faults(dir)).toEqual([`${dir}: cannot be read (NOT_A_FILE)`]);
    const latin1 = write('latin1.yaml', Buffer.from('name: \xe9', 'latin1'));
    expect(faults(latin1)).toEqual([`${latin1}: cannot be read (ERR_ENCODING_INVALID_ENCODED_DATA)`]);
    const huge = write('huge.yaml', Buffer.alloc(4 * 1024 * 1024 + 1, ' '));
    expect(faults(huge)).toEqual([`${huge}: cannot be read (TOO_LARGE)`]);
  });
});

describe('resolveConfigPath', () => {
  const cwd = join(dir, 'cwd');
  mkdirSync(cwd);

  it('takes the flag, then the variable, then the file, then nothing', () => {
    expect(resolveConfigPath({ env: {}, cwd })).toBeUndefined();
    expect(resolveConfigPath({ env: { MIZUCHI_CONFIG: '' }, cwd })).toBeUndefined();
    writeFileSync(join(cwd, 'config.yaml'), '');
    expect(resolveConfigPath({ env: {}, cwd })).toBe(join(cwd, 'config.yaml'));
    expect(resolveConfigPath({ env: { MIZUCHI_CONFIG: 'a.yaml' }, cwd })).toBe('a.yaml');
    expect(resolveConfigPath({ flag: 'b.yaml', env: { MIZUCHI_CONFIG: 'a.yaml' }, cwd })).toBe('b.yaml');
  });

  it('does not fall back to the open default when config.yaml is a broken link', () => {
    const broken = join(dir, 'broken');
    mkdirSync(broken);
    symlinkSync('nowhere.yaml', join(broken, 'config.yaml'));
    expect(resolveConfigPath({ env: {}, cwd: broken })).toBe(join(broken, 'config.yaml'));
  });
});
