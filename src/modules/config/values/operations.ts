import { FUTURE_OPERATIONS, OFFERED_OPERATIONS, OPERATION_PRESETS } from '../../../common/s3/operation-names.js';
import type { OfferedOperation } from '../../../common/s3/operation-names.js';
import { nearestWord } from '../nearest-word.js';
import type { Reading } from './reading.js';
import { accepted, refused, wrongKind } from './reading.js';

const PRESETS: Readonly<Record<string, readonly OfferedOperation[]>> = OPERATION_PRESETS;
const WORDS = [...Object.keys(OPERATION_PRESETS), ...OFFERED_OPERATIONS];

/** Reads one entry of `operations`: a preset or the name of an S3 operation. */
export function readOperation(raw: unknown): Reading<readonly OfferedOperation[]> {
  if (typeof raw !== 'string') return wrongKind('the name of a preset or operation', raw);
  if (Object.hasOwn(PRESETS, raw)) return accepted(PRESETS[raw] ?? []);
  const offered = OFFERED_OPERATIONS.find((name) => name === raw);
  if (offered !== undefined) return accepted([offered]);
  const future = FUTURE_OPERATIONS.find((name) => name === raw);
  if (future !== undefined) return refused(`${future} is not supported yet`);
  const nearest = nearestWord(raw, WORDS);
  const hint = nearest === undefined ? `expected ${WORDS.join(', ')}` : `did you mean "${nearest}"?`;
  return refused(`unknown preset or operation, ${hint}`);
}

/** The operations of all entries, each once, in the order of the operation list. */
export function mergeOperations(entries: readonly (readonly OfferedOperation[])[]): readonly OfferedOperation[] {
  const wanted = new Set(entries.flat());
  return OFFERED_OPERATIONS.filter((name) => wanted.has(name));
}
