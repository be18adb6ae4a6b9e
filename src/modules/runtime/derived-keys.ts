import { createHmac, hkdfSync } from 'node:crypto';

const KEY_BYTES = 32;

/** What the sessions of AssumeRoleWithWebIdentity are made with. */
export interface SessionKeys {
  /** Seals what a session token says. */
  readonly sealing: Buffer;
  /** Makes the secret of an access key. */
  readonly signing: Buffer;
}

/**
 * Keys for one purpose each, derived from the configured `secret` by HKDF (RFC 5869), so that every instance with
 * the same secret agrees and no purpose can be used against another. The first secret makes new values, all verify.
 */
export class DerivedKeys {
  /** Binds upload ids to bucket, key and subject. The first one signs. */
  readonly uploadId: readonly Buffer[];
  /** Those of sessions. The first one issues. */
  readonly sessions: readonly SessionKeys[];
  private readonly logHash: Buffer;

  /** @param secrets at least one */
  constructor(secrets: readonly [string, ...string[]]) {
    this.uploadId = secrets.map((secret) => derive(secret, 'mizuchi upload id'));
    this.sessions = secrets.map((secret) => ({
      sealing: derive(secret, 'mizuchi session token'),
      signing: derive(secret, 'mizuchi session secret'),
    }));
    this.logHash = derive(secrets[0], 'mizuchi log hash');
  }

  /** Keyed hash that stands for a key or a subject in logs and traces: 64 bits in hex. */
  hashForLog(value: string): string {
    return createHmac('sha256', this.logHash).update(value).digest('hex').slice(0, 16);
  }
}

function derive(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, KEY_BYTES));
}
