import { hash } from 'node:crypto';

export const ALGORITHM = 'AWS4-HMAC-SHA256';

/** Where and when a signature counts. */
export interface CredentialScope {
  /** `YYYYMMDD`, UTC. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** The scope as it stands in credentials and strings to sign. */
export function scopeText({ date, region, service }: CredentialScope): string {
  return `${date}/${region}/${service}/aws4_request`;
}

/** @param timestamp `YYYYMMDDTHHMMSSZ` @param scope as `scopeText` writes it @param canonical latin1 text */
export function stringToSign(timestamp: string, scope: string, canonical: string): string {
  return `${ALGORITHM}\n${timestamp}\n${scope}\n${hash('sha256', Buffer.from(canonical, 'latin1'), 'hex')}`;
}

/** `YYYYMMDDTHHMMSSZ` of a moment, UTC. */
export function amzTimestamp(moment: Date): string {
  const iso = moment.toISOString();
  return `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}Z`;
}
