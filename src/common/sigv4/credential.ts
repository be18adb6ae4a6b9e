import type { CredentialScope } from './string-to-sign.js';

/** Value of `Credential`: who signed, and where and when the signature is to count. */
export interface Credential {
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  /** Last part of the scope; has to be `aws4_request`. */
  readonly terminator: string;
}

const SCOPE_PARTS = 4;

/** Reads `<access key>/<YYYYMMDD>/<region>/<service>/aws4_request`; an access key may hold slashes. */
export function readCredential(text: string): Credential | undefined {
  const parts = text.split('/');
  const [date, region, service, terminator] = parts.slice(-SCOPE_PARTS);
  const accessKeyId = parts.slice(0, -SCOPE_PARTS).join('/');
  if (accessKeyId === '' || date === undefined || region === undefined) return undefined;
  if (service === undefined || terminator === undefined) return undefined;
  return { accessKeyId, scope: { date, region, service }, terminator };
}

/**
 * What is wrong with a scope, as the end of a sentence; undefined when it counts here and on the day of the request.
 * @param day `YYYYMMDD` of the request's own date
 */
export function scopeProblem(
  { scope, terminator }: Credential,
  expected: { readonly region: string; readonly service: string },
  day: string,
): { readonly problem: string; readonly region?: string } | undefined {
  if (!/^\d{8}$/.test(scope.date)) {
    return {
      problem: `incorrect date format "${scope.date}". This date in the credential must be in the format "yyyyMMdd".`,
    };
  }
  if (scope.region !== expected.region) {
    return {
      problem: `the region '${scope.region}' is wrong; expecting '${expected.region}'`,
      region: expected.region,
    };
  }
  if (scope.service !== expected.service) {
    return { problem: `incorrect service "${scope.service}". This endpoint belongs to "${expected.service}".` };
  }
  if (terminator !== 'aws4_request') {
    return { problem: `incorrect terminal "${terminator}". This endpoint uses "aws4_request".` };
  }
  if (scope.date !== day) {
    return { problem: `Invalid credential date "${scope.date}". This date is not the same as X-Amz-Date: "${day}".` };
  }
  return undefined;
}
