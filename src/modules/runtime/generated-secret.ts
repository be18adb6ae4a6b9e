import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../common/errors/classify.js';
import { createPrivateFile } from '../../common/files/private-file.js';

/**
 * The secret of a gateway without `secret` in its configuration: made once, kept in the state directory (mode 0600).
 * Several processes may start at once; all of them get the one that was published first.
 * @throws the file system's error when the state directory cannot be used
 */
export async function loadOrCreateSecret(stateDir: string): Promise<string> {
  const file = join(stateDir, 'secret');
  const existing = await read(file);
  if (existing !== undefined) return existing;
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  await createPrivateFile(file, randomBytes(32).toString('base64url'));
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
