import { z } from 'zod';
import type { Reading } from '../values/reading.js';
import { readBoolean } from '../values/boolean.js';
import { readByteSize } from '../values/byte-size.js';
import { readDuration } from '../values/duration.js';
import { readInteger } from '../values/integer.js';
import type { TextRules } from '../values/text.js';
import { readChoice, readText } from '../values/text.js';

/** What the documentation and the fault messages say about a place in the schema. */
export interface FieldInfo {
  readonly type: string;
  /** Said instead of "is required" when the key is missing. */
  readonly whenMissing?: string;
}

/** Facts beside the schema, found again by `schemaAt` and `describeConfigKeys`. */
export const fieldInfo = z.registry<FieldInfo>();

/** The mapping of a key that takes a mapping or something else. */
export const mappingInside = new WeakMap<z.core.$ZodType, z.core.$ZodType>();

/**
 * A scalar key whose text form is read by one function. Going through `unknown` keeps coercion and messages in our
 * hands: a value from a substitution is always text, and a message must not repeat it.
 */
export function field<T>(type: string, read: (raw: unknown) => Reading<T>) {
  return z
    .unknown()
    .transform((raw, context): T => {
      const reading: Reading<T> = raw === undefined ? { ok: false, problem: 'is required' } : read(raw);
      if (reading.ok) return reading.value;
      context.issues.push({ code: 'custom', message: reading.problem, input: raw });
      return z.NEVER;
    })
    .register(fieldInfo, { type });
}

/** A text; see TextRules. */
export const text = (rules?: TextRules) => field('string', (raw) => readText(raw, rules));

/** A path of the file system, relative to the working directory of the process. */
export const path = () => field('path', readText);

/** A size in bytes, at least the given number of them. */
export const byteSize = (minimum = 1) => field('size', (raw) => readByteSize(raw, minimum));

/** A duration in milliseconds, at least the given number of them. */
export const duration = (minimum = 1) => field('duration', (raw) => readDuration(raw, minimum));

export const boolean = () => field('boolean', readBoolean);

/** A whole number, bounds included. */
export const integer = (minimum: number, maximum: number) =>
  field('integer', (raw) => readInteger(raw, minimum, maximum));

/** One word of a fixed set. */
export const choice = <const T extends string>(...choices: readonly T[]) =>
  field(choices.join(' | '), (raw) => readChoice(raw, choices));
