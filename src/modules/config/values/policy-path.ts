import type { Reading } from './reading.js';
import { accepted, refused, wrongKind } from './reading.js';

const EXPECTED = 'the path of a rule such as mizuchi/allow';

/** Reads where a rule stands in the data document of OPA. @returns the path without `/v1/data/` */
export function readPolicyPath(raw: unknown): Reading<string> {
  if (typeof raw !== 'string') return wrongKind(EXPECTED, raw);
  const path = raw.replace(/^\/?(?:v1\/data\/)?/, '');
  const segments = path.split('/');
  const isPath = segments.every((segment) => /^[\w-]+$/.test(segment));
  return isPath && path !== 'v1/data' ? accepted(path) : refused(`expected ${EXPECTED}`);
}
