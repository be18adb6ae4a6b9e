import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { readPrivateFile, replacePrivateFile } from '../../common/files/private-file.js';

export type DemoTenant = 'acme' | 'globex';

export const ISSUER = 'mizuchi-demo';
export const AUDIENCE = 'mizuchi-demo';
const ALGORITHM = 'ES256';

/** Seconds. Long enough to come back to the demo, and never without an end. */
const LIFETIME = 90 * 86_400;
/** Seconds that a token has to last from a start on. */
const LEAST_LEFT = 30 * 86_400;

/**
 * Sees to it that the file holds a token of the tenant that lasts. One that does is left as it is.
 * @param now milliseconds since 1970
 * @throws the file system's error
 */
export async function keepDemoToken(file: string, tenant: DemoTenant, key: KeyObject, now: number): Promise<void> {
  const existing = (await readPrivateFile(file))?.trim();
  const seconds = Math.floor(now / 1000);
  if (existing !== undefined && (await lasts(existing, tenant, key, seconds))) return;
  const token = await new SignJWT({ tenant })
    .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject(subjectOf(tenant))
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + LIFETIME)
    .sign(key);
  await replacePrivateFile(file, `${token}\n`);
}

/** Whether the gateway takes the token now and for some time to come. One from the future is refused (clock set back). */
async function lasts(token: string, tenant: DemoTenant, key: KeyObject, seconds: number): Promise<boolean> {
  try {
    const { payload } = await jwtVerify(token, createPublicKey(key), {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience: AUDIENCE,
      subject: subjectOf(tenant),
      requiredClaims: ['iat', 'exp'],
      currentDate: new Date(seconds * 1000),
    });
    const { iat = Infinity, exp = 0 } = payload;
    return payload['tenant'] === tenant && iat <= seconds && exp >= seconds + LEAST_LEFT;
  } catch {
    return false;
  }
}

function subjectOf(tenant: DemoTenant): string {
  return `demo-${tenant}`;
}
