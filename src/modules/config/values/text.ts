import type { Reading } from './reading.js';
import { accepted, refused, wrongKind } from './reading.js';

export interface TextRules {
  /** Fewest UTF-16 code units, 1 when left out. 0 allows the empty text. */
  readonly minLength?: number;
  readonly pattern?: RegExp;
  /** What the pattern asks for, completing "must be …". */
  readonly patternDoc?: string;
}

/** Reads a text without control characters. */
export function readText(raw: unknown, { minLength = 1, pattern, patternDoc }: TextRules = {}): Reading<string> {
  if (typeof raw !== 'string') return wrongKind('a string', raw);
  if (raw === '' && minLength > 0) return refused('must not be empty');
  if (raw.length < minLength) return refused(`must have at least ${minLength} characters`);
  if (/\p{Cc}/u.test(raw)) return refused('must not contain control characters or line breaks');
  if (pattern !== undefined && !pattern.test(raw)) return refused(`must be ${patternDoc ?? String(pattern)}`);
  return accepted(raw);
}

/** Reads one word of a fixed set. */
export function readChoice<T extends string>(raw: unknown, choices: readonly T[]): Reading<T> {
  const choice = choices.find((word) => word === raw);
  if (choice !== undefined) return accepted(choice);
  const expected = `one of ${choices.join(', ')}`;
  return typeof raw === 'string' ? refused(`expected ${expected}`) : wrongKind(expected, raw);
}
