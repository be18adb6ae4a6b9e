import { invalidJson, invalidPolicy } from './invalid-policy.js';

/** Bytes, both bounds included. */
export interface LengthRange {
  readonly min: number;
  readonly max: number;
}

/** A condition on one field of the form. */
export interface FieldCondition {
  readonly kind: 'eq' | 'starts-with';
  /** Name of the field, in lower case; undefined when the condition names none, so that it never holds. */
  readonly field: string | undefined;
  readonly value: string;
  /** As S3 repeats it in the error. */
  readonly text: string;
}

interface LengthCondition extends LengthRange {
  readonly kind: 'length';
}

/**
 * Reads one entry of `conditions`.
 * @throws GatewayError InvalidPolicyDocument
 */
export function parseCondition(entry: unknown): FieldCondition | LengthCondition {
  if (Array.isArray(entry)) return parseList(entry);
  if (typeof entry !== 'object' || entry === null) {
    throw invalidPolicy('Invalid condition test: must be a List or Object.');
  }
  const [property, ...others] = Object.entries(entry as Record<string, unknown>);
  if (property === undefined || others.length > 0) {
    throw invalidPolicy('Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.');
  }
  const [name, value] = property;
  if (typeof value !== 'string') throw invalidPolicy('Invalid Simple-Condition: value must be a string.');
  if (name === '') throw invalidPolicy('Invalid Simple-Condition: field name must not be empty.');
  const field = name.toLowerCase();
  return { kind: 'eq', field, value, text: `["eq", "$${field}", ${JSON.stringify(value)}]` };
}

function parseList(entry: readonly unknown[]): FieldCondition | LengthCondition {
  const [operator, first, second] = entry;
  if (entry.length === 0) throw invalidPolicy('Invalid Condition: missing operation identifier.');
  switch (operator) {
    case 'eq':
    case 'starts-with':
      checkCount(entry, operator);
      return {
        kind: operator,
        field: readReference(first),
        value: readValue(second),
        text: JSON.stringify(entry),
      };
    case 'content-length-range':
      checkCount(entry, operator);
      return { kind: 'length', min: readBytes(first), max: readBytes(second) };
    default:
      throw invalidPolicy(`Invalid Condition: unknown operation '${String(operator)}'.`);
  }
}

function checkCount(entry: readonly unknown[], operator: string): void {
  if (entry.length !== 3) throw invalidPolicy(`Invalid ${operator}: wrong number of arguments.`);
}

/** A field is named by `$` and its name. S3 takes any other text for a condition that does not hold. */
function readReference(value: unknown): string | undefined {
  if (typeof value !== 'string') throw invalidJson();
  return /^\$./.test(value) ? value.slice(1).toLowerCase() : undefined;
}

function readValue(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw invalidJson();
}

/** S3 takes whole numbers and texts of digits. */
function readBytes(value: unknown): number {
  const bytes = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (Number.isSafeInteger(bytes) && Number(bytes) >= 0) return Number(bytes);
  throw invalidJson();
}
