import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createPrivateFile, readPrivateFile, replacePrivateFile } from '../../common/files/private-file.js';

/** What ES256 needs (RFC 7518 section 3.4). */
const CURVE = 'prime256v1';

/**
 * The private key of the demo: PKCS #8 in PEM, which has the public one in it. A file that holds no such key, or that
 * others may read, is replaced.
 * @throws the file system's error
 */
export async function loadOrCreateDemoKey(file: string): Promise<KeyObject> {
  const existing = await readKey(file);
  if (existing !== undefined) return existing;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: CURVE });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  await createPrivateFile(file, pem);
  // Another process may have been faster: then its key counts, and what it signs.
  const published = await readKey(file);
  if (published !== undefined) return published;
  await replacePrivateFile(file, pem);
  return privateKey;
}

async function readKey(file: string): Promise<KeyObject | undefined> {
  const pem = await readPrivateFile(file);
  if (pem === undefined) return undefined;
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyDetails?.namedCurve === CURVE ? key : undefined;
  } catch {
    return undefined;
  }
}
