import { isForcibleHeader } from '../../../common/s3/forcible-header.js';
import type { Decision, Obligations } from '../../runtime/index.js';

const NO_OBLIGATIONS: Obligations = {};
const ALLOW: Decision = { allow: true, obligations: NO_OBLIGATIONS };
const DENY: Decision = { allow: false };
const UNDEFINED: Decision = { allow: false, reason: 'the policy is undefined for this input' };

/**
 * Reads the result of a policy: a boolean, or an object with `allow` and what goes with it. What is undefined denies, as
 * everywhere in Rego.
 * @throws Error for a result that is neither: a policy that is broken must not look like one that has decided
 */
export function readDecision(result: unknown): Decision {
  if (result === undefined) return UNDEFINED;
  if (typeof result === 'boolean') return result ? ALLOW : DENY;
  const decision = asObject(result, 'the result of the policy');
  const { allow, reason, obligations } = decision;
  if (allow === undefined) return UNDEFINED;
  if (typeof allow !== 'boolean') throw new Error('"allow" in the result of the policy is no boolean');
  if (!allow) return typeof reason === 'string' ? { allow, reason } : DENY;
  return obligations === undefined ? ALLOW : { allow, obligations: readObligations(obligations) };
}

function readObligations(raw: unknown): Obligations {
  const { max_size: maxSize, key_prefix: keyPrefix, forced_headers: forced, ...others } = asObject(raw, 'obligations');
  const unknown = Object.keys(others);
  // Ignored, an obligation would be a protection that is not there.
  if (unknown.length > 0) throw new Error('the policy sets an obligation that does not exist');
  if (maxSize !== undefined && !(Number.isSafeInteger(maxSize) && Number(maxSize) >= 0)) {
    throw new Error('the obligation "max_size" is no whole number of bytes');
  }
  if (keyPrefix !== undefined && typeof keyPrefix !== 'string') throw new Error('"key_prefix" is no string');
  return {
    ...(maxSize !== undefined && { maxSize: Number(maxSize) }),
    ...(keyPrefix !== undefined && { keyPrefix }),
    ...(forced !== undefined && { forcedHeaders: readHeaders(forced) }),
  };
}

function readHeaders(raw: unknown): ReadonlyMap<string, string> {
  const headers = Object.entries(asObject(raw, 'forced_headers')).map(([name, value]): [string, string] => {
    if (typeof value !== 'string' || !isForcibleHeader(name.toLowerCase(), value)) {
      throw new Error('the obligation "forced_headers" holds a header that cannot be forced');
    }
    return [name.toLowerCase(), value];
  });
  return new Map(headers);
}

function asObject(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Error(`${what} is no object`);
}
