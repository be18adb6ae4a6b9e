import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../common/errors/classify.js';

/**
 * The secret of a gateway without `secret` in its configuration: made once, kept in the state directory (mode 0600).
 * Several processes may start at once: link(2) lets exactly one of them publish.
 * @throws the file system's error when the state directory cannot be used
 */
export async function loadOrCreateSecret(stateDir: string): Promise<string> {
  const file = join(stateDir, 'secret');
  const existing = await read(file);
  if (existing !== undefined) return existing;
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const draft = join(stateDir, `secret.${randomBytes(8).toString('hex')}`);
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(randomBytes(32).toString('base64url'));
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(draft, file);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(file, 'utf8');
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
