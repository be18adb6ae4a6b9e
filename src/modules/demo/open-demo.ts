import { createPublicKey } from 'node:crypto';
import { chmod, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../common/errors/classify.js';
import { loadOrCreateDemoKey } from './demo-key.js';
import { AUDIENCE, ISSUER, keepDemoToken } from './demo-token.js';
import type { DemoTenant } from './demo-token.js';

/** The identity provider of the built-in default: two tenants with a token each. */
export interface DemoReady {
  readonly ready: true;
  /** How the tokens are verified, as `auth.jwt` is written. */
  readonly jwt: {
    readonly algorithm: 'ES256';
    readonly public_key: string;
    readonly issuer: string;
    readonly audience: string;
  };
  /** The file that holds the token of a tenant. Tokens themselves are in no value, so that none can be printed. */
  readonly tokenFiles: Readonly<Record<DemoTenant, string>>;
}

export interface DemoLeftOut {
  readonly ready: false;
  /** For the operator. */
  readonly reason: string;
}

export type Demo = DemoReady | DemoLeftOut;

/**
 * Makes the key pair and the tokens below the state directory, or takes those that are there and still good.
 * Without a state directory that can be written there is no demo, which is no fault: nobody asked for one.
 * @param now milliseconds since 1970
 */
export async function openDemo(stateDir: string, now: number): Promise<Demo> {
  const dir = join(stateDir, 'demo');
  const tokenFiles = { acme: join(dir, 'acme.jwt'), globex: join(dir, 'globex.jwt') };
  try {
    await keepPrivateFolder(dir);
    const key = await loadOrCreateDemoKey(join(dir, 'key.pem'));
    await keepDemoToken(tokenFiles.acme, 'acme', key, now);
    await keepDemoToken(tokenFiles.globex, 'globex', key, now);
    const publicKey = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
    return {
      ready: true,
      jwt: { algorithm: 'ES256', public_key: publicKey, issuer: ISSUER, audience: AUDIENCE },
      tokenFiles,
    };
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return { ready: false, reason: `${dir} cannot be used (${errorCode(error) ?? ''})` };
  }
}

/** Who can write into the folder can put a key of their own there, whatever the modes of the files are. */
async function keepPrivateFolder(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const { mode } = await stat(dir);
  // Only where it differs, so that a finished demo can be on a file system that is mounted read-only.
  if ((mode & 0o777) !== 0o700) await chmod(dir, 0o700);
}

function isSystemError(error: unknown): boolean {
  return Error.isError(error) && 'syscall' in error && errorCode(error) !== undefined;
}
