import { invalidJson, invalidPolicy } from './invalid-policy.js';
import { parseCondition } from './policy-condition.js';
import type { FieldCondition, LengthRange } from './policy-condition.js';

/** What a policy document says ("Creating a POST policy" in the S3 API reference), found well-formed. */
export interface PostPolicy {
  /** Milliseconds since 1970. */
  readonly expiration: number;
  /** In the order of the document. */
  readonly conditions: readonly FieldCondition[];
  /** Bytes that the file may have: all `content-length-range` together. */
  readonly length: LengthRange;
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const EXPIRATION = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Reads the field `policy`. Names of its members and operators are compared with regard to case.
 * @throws GatewayError InvalidPolicyDocument
 */
export function parsePostPolicy(base64: string): PostPolicy {
  const document = parseDocument(base64);
  if (!('expiration' in document)) throw invalidPolicy('Policy missing expiration.');
  if (!('conditions' in document)) throw invalidPolicy('Policy missing conditions.');
  const { expiration, conditions, ...others } = document;
  const [unexpected] = Object.keys(others);
  if (unexpected !== undefined) throw invalidPolicy(`Unexpected: ${JSON.stringify(unexpected)}`);
  if (!Array.isArray(conditions)) throw invalidPolicy("Invalid 'conditions' value: must be a List.");
  const parsed = conditions.map(parseCondition);
  return {
    expiration: parseExpiration(expiration),
    conditions: parsed.filter((condition) => condition.kind !== 'length'),
    length: parsed.filter((condition) => condition.kind === 'length').reduce(intersection, { min: 0, max: Infinity }),
  };
}

function parseDocument(base64: string): object {
  if (base64 === '') throw invalidPolicy("Expecting '{' but found End-of-Input");
  if (!BASE64.test(base64)) throw invalidPolicy('invalid Base64 encoding.');
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder('utf8', { fatal: true }).decode(Buffer.from(base64, 'base64')));
  } catch {
    throw invalidJson();
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) throw invalidJson();
  return document;
}

function parseExpiration(value: unknown): number {
  if (typeof value !== 'string') throw invalidJson();
  const at = EXPIRATION.test(value) ? Date.parse(value) : NaN;
  if (Number.isNaN(at)) throw invalidPolicy(`Invalid 'expiration' value: '${value}'`);
  return at;
}

function intersection(one: LengthRange, other: LengthRange): LengthRange {
  return { min: Math.max(one.min, other.min), max: Math.min(one.max, other.max) };
}
