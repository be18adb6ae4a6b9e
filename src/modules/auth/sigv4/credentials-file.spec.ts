import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../../test/support/eventually.js';
import { tempDir } from '../../../../test/support/temp-dir.js';
import type { TempDir } from '../../../../test/support/temp-dir.js';
import { CredentialsFile } from './credentials-file.js';

const POLL_MS = 5;
const list = (...keys: string[]): string => JSON.stringify(keys.map((key) => ({ access_key: key, secret_key: 's' })));
const credential = (key: string) => ({ access_key: key, secret_key: 's', subject: key });

describe('a watched credentials file', () => {
  let folder: TempDir;
  let file: CredentialsFile;
  let events: string[];
  const last = (event: string) =>
    eventually(
      () => events.at(-1),
      (found) => found === event,
    );
  const watch = (path: string): void => {
    events = [];
    file = new CredentialsFile(
      { path, credentials: [credential('one')] },
      new Set(['taken']),
      {
        changed: (credentials) => events.push(credentials.map(({ access_key }) => access_key).join()),
        failed: (problem) => events.push(`failed: ${problem}`),
      },
      POLL_MS,
    );
  };
  /** In one step: in the middle of a write the file would be empty, and that is a fault. */
  const publish = async (path: string, text: string): Promise<void> => {
    await writeFile(`${path}.next`, text);
    await rename(`${path}.next`, path);
  };
  beforeEach(async () => {
    folder = await tempDir();
  });
  afterEach(async () => {
    file.close();
    await folder.remove();
  });

  it('counts anew when it is written, and when another is renamed over it', async () => {
    const path = folder.join('keys.yaml');
    await writeFile(path, list('one'));
    watch(path);
    await writeFile(path, list('two'));
    expect(await last('two')).toBe('two');
    await writeFile(folder.join('next'), list('one', 'three'));
    await rename(folder.join('next'), path);
    expect(await last('one,three')).toBe('one,three');
  });

  it('counts anew when a link on the way to it is swapped, as Kubernetes does', async () => {
    for (const key of ['one', 'two']) {
      await mkdir(folder.join(`..${key}`));
      await writeFile(folder.join(`..${key}`, 'keys.yaml'), list(key));
    }
    await symlink('..one', folder.join('..data'));
    await symlink('..data/keys.yaml', folder.join('keys.yaml'));
    watch(folder.join('keys.yaml'));
    await symlink('..two', folder.join('..data_tmp'));
    await rename(folder.join('..data_tmp'), folder.join('..data'));
    expect(await last('two')).toBe('two');
  });

  it('says once what is wrong, and goes on when it is right again', async () => {
    const path = folder.join('keys.yaml');
    await publish(path, list('one'));
    watch(path);
    await rm(path);
    expect(await last('failed: cannot be read (ENOENT)')).toBe('failed: cannot be read (ENOENT)');
    await publish(path, '- { access_key: hunter2 }');
    const missing = 'failed: credentials_file:1:3 [0].secret_key: is required';
    expect(await last(missing)).toBe(missing);
    await publish(path, list('taken'));
    const taken = 'failed: credentials_file:1:16 [0].access_key: stands in the configuration already';
    expect(await last(taken)).toBe(taken);
    await publish(path, list('two'));
    expect(await last('two')).toBe('two');
    expect(events).toHaveLength(4);
  });

  it('is left alone after it was closed', async () => {
    const path = folder.join('keys.yaml');
    watch(path);
    file.close();
    await publish(path, list('two'));
    const other = folder.join('other.yaml');
    await publish(other, list('three'));
    const seen = events;
    watch(other);
    expect(await last('three')).toBe('three');
    expect(seen).toEqual([]);
  });

  it('does nothing while it holds the same keys', async () => {
    const path = folder.join('keys.yaml');
    await publish(path, list('one'));
    watch(path);
    await publish(path, `# a comment\n${list('one')}`);
    await publish(path, list('two'));
    expect(await last('two')).toBe('two');
    expect(events).toEqual(['two']);
  });
});
