import type { CredentialScope } from './string-to-sign.js';

/** Value of `Credential`: who signed, and where and when the signature is to count. */
export interface Credential {
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  /** Last part of the scope; has to be `aws4_request`. */
  readonly terminator: string;
}

const SCOPE_PARTS = 4;
const TERMINATOR = 'aws4_request';

/**
 * Reads `<access key>/<YYYYMMDD>/<region>/<service>/aws4_request`. Access keys of other stores than Amazon's may hold
 * slashes; parts too many behind the scope show by its end.
 */
export function readCredential(text: string): Credential | undefined {
  const parts = text.split('/');
  const [date, region, service, terminator] = parts.slice(-SCOPE_PARTS);
  const accessKeyId = parts.slice(0, -SCOPE_PARTS).join('/');
  if (accessKeyId === '' || date === undefined || region === undefined) return undefined;
  if (service === undefined || terminator === undefined) return undefined;
  if (parts.length > SCOPE_PARTS + 1 && terminator !== TERMINATOR) return undefined;
  return { accessKeyId, scope: { date, region, service }, terminator };
}

/** What is wrong with a credential. */
export interface ScopeProblem {
  /** The end of a sentence. */
  readonly problem: string;
  /** The region that was expected, when it is about that. */
  readonly region?: string;
  /** Whether the credential is well in itself, but for another day than the request. */
  readonly otherDay?: true;
}

/**
 * What is wrong with a scope; undefined when it counts here and on the day of the request. Of several faults S3 names
 * the first in this order.
 * @param day `YYYYMMDD` of the request's own date
 */
export function scopeProblem(
  { scope, terminator }: Credential,
  expected: { readonly region: string; readonly service: string },
  day: string,
): ScopeProblem | undefined {
  if (scope.service !== expected.service) {
    return { problem: `incorrect service "${scope.service}". This endpoint belongs to "${expected.service}".` };
  }
  if (terminator !== TERMINATOR) {
    return { problem: `incorrect terminal "${terminator}". This endpoint uses "${TERMINATOR}".` };
  }
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
  if (scope.date !== day) {
    return {
      problem: `Invalid credential date "${scope.date}". This date is not the same as X-Amz-Date: "${day}".`,
      otherDay: true,
    };
  }
  return undefined;
}
