import type { Reading } from './reading.js';
import { accepted, refused } from './reading.js';
import { readText } from './text.js';

/** Reads a regular expression without flags. The engine's message would repeat it. */
export function readRegularExpression(raw: unknown): Reading<string> {
  const text = readText(raw);
  if (!text.ok) return text;
  try {
    new RegExp(text.value);
    return accepted(text.value);
  } catch {
    return refused('is not a valid regular expression (JavaScript syntax)');
  }
}
