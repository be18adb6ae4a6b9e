import { OPENFGA_NAMES } from '../../../common/templates/openfga-names.js';
import { parseNameTemplate } from '../../../common/templates/name-template.js';
import type { Reading } from './reading.js';
import { accepted, refused, wrongKind } from './reading.js';

/** `type:id` in OpenFGA; only a user may name a relation behind `#`. The type is fixed: no value can choose it. */
const SHAPES = { user: /^[^\s:#@{}]+:[^\s:#@]+(?:#[^\s:#@{}]+)?$/, object: /^[^\s:#@{}]+:[^\s:#@]+$/ } as const;

/** Reads the template of a name in OpenFGA. @returns the template as written */
export function readNameTemplate(raw: unknown, kind: keyof typeof SHAPES): Reading<string> {
  const expected = kind === 'user' ? 'a template such as user:{sub}' : 'a template such as bucket:{bucket}';
  if (typeof raw !== 'string') return wrongKind(expected, raw);
  if (parseNameTemplate(raw, OPENFGA_NAMES) === undefined) {
    return refused('can hold only {bucket}, {key}, {key.dir}, {sub} and {claim.NAME}');
  }
  // A claim may be named by a URL.
  const shape = raw.replace(/\{[^{}]*\}/g, '{}');
  return SHAPES[kind].test(shape) ? accepted(raw) : refused(`expected ${expected}`);
}
