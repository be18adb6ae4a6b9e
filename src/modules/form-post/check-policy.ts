import { GatewayError } from '../../common/errors/gateway-error.js';
import type { FieldCondition } from './policy-condition.js';
import type { PostPolicy } from './post-policy.js';

/** What a policy is compared with. */
export interface PolicySubject {
  /** Name of the bucket in the client's view, whatever a field of that name says. */
  readonly bucket: string;
  /** The key as it will be stored. */
  readonly key: string;
  /** Values of the form's fields, by lower-case name. */
  readonly fields: ReadonlyMap<string, string>;
}

/** Fields that no condition has to name: what carries the policy and its signature. */
const NEEDS_NO_CONDITION = new Set(['policy', 'x-amz-signature']);
const IGNORED = 'x-ignore-';

/**
 * Whether a form is what its policy permits, but for the length of its file.
 * @param now milliseconds since 1970
 * @throws GatewayError AccessDenied
 */
export function checkPolicy({ expiration, conditions }: PostPolicy, subject: PolicySubject, now: number): void {
  if (expiration < now) throw denied('Policy expired.');
  const covered = new Set(conditions.map(({ field }) => field));
  for (const name of subject.fields.keys()) {
    if (NEEDS_NO_CONDITION.has(name) || name.startsWith(IGNORED) || covered.has(name)) continue;
    throw denied(`Extra input fields: ${name}`);
  }
  // The signature covers nothing but the policy: without this one it would hold for every bucket of the key.
  if (!covered.has('bucket')) throw denied('Extra input fields: bucket');
  for (const condition of conditions) {
    if (!holds(condition, subject)) throw denied(`Policy Condition failed: ${condition.text}`);
  }
}

function holds({ kind, field, value }: FieldCondition, subject: PolicySubject): boolean {
  const sent = field === undefined ? undefined : valueOf(field, subject);
  if (sent === undefined) return false;
  if (kind === 'eq') return sent === value;
  // "Condition Matching": here, and only here, every entry of a list has to begin so.
  if (field === 'content-type') return sent.split(',').every((entry) => entry.trim().startsWith(value));
  return sent.startsWith(value);
}

function valueOf(field: string, { bucket, key, fields }: PolicySubject): string | undefined {
  if (field === 'bucket') return bucket;
  return field === 'key' ? key : fields.get(field);
}

function denied(problem: string): GatewayError {
  return new GatewayError('AccessDenied', { message: `Invalid according to Policy: ${problem}` });
}
