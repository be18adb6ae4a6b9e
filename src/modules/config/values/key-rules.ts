import { checkObjectKey } from '../../../common/s3/object-key.js';
import { KEY_PATTERN_PLACEHOLDER, KEY_TEMPLATE_NAMES } from '../../../common/s3/key-placeholders.js';
import { parseNameTemplate } from '../../../common/templates/name-template.js';
import type { Reading } from './reading.js';
import { accepted, refused } from './reading.js';
import { readRegularExpression } from './regular-expression.js';
import { readText } from './text.js';

/** Reads a `key_pattern`: a regular expression that holds with any value in place of its placeholders. */
export function readKeyPattern(raw: unknown): Reading<string> {
  const text = readText(raw);
  if (!text.ok) return text;
  const filled = readRegularExpression(text.value.replace(new RegExp(KEY_PATTERN_PLACEHOLDER, 'g'), 'x'));
  return filled.ok ? accepted(text.value) : filled;
}

/** Reads a `key_template`. */
export function readKeyTemplate(raw: unknown): Reading<string> {
  const text = readText(raw);
  if (!text.ok) return text;
  const parts = parseNameTemplate(text.value, KEY_TEMPLATE_NAMES);
  if (parts === undefined) {
    const names = [...KEY_TEMPLATE_NAMES, 'claim.NAME'].map((name) => `{${name}}`).join(', ');
    return refused(`must be text with any of ${names}`);
  }
  try {
    checkObjectKey(parts.map((part) => (typeof part === 'string' ? part : 'x')).join(''));
  } catch {
    return refused('makes keys that nothing may be stored under');
  }
  return accepted(text.value);
}
