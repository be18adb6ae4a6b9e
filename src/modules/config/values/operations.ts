import { OFFERED_OPERATIONS, OPEN_ONLY_BY_NAME, OPERATION_PRESETS } from '../../../common/s3/operation-names.js';
import type { OfferedOperation } from '../../../common/s3/operation-names.js';
import { nearestWord } from '../nearest-word.js';
import type { Reading } from './reading.js';
import { accepted, refused, wrongKind } from './reading.js';

const PRESETS: Readonly<Record<string, readonly OfferedOperation[]>> = OPERATION_PRESETS;
const WORDS = [...Object.keys(OPERATION_PRESETS), ...OFFERED_OPERATIONS];

/** What one entry of `operations` stands for. */
export interface OperationEntry {
  readonly isPreset: boolean;
  readonly operations: readonly OfferedOperation[];
}

/** Reads one entry of `operations`: a preset or the name of an S3 operation. */
export function readOperation(raw: unknown): Reading<OperationEntry> {
  if (typeof raw !== 'string') return wrongKind('the name of a preset or operation', raw);
  if (Object.hasOwn(PRESETS, raw)) return accepted({ isPreset: true, operations: PRESETS[raw] ?? [] });
  const offered = OFFERED_OPERATIONS.find((name) => name === raw);
  if (offered !== undefined) return accepted({ isPreset: false, operations: [offered] });
  const nearest = nearestWord(raw, WORDS);
  const hint = nearest === undefined ? `expected ${WORDS.join(', ')}` : `did you mean "${nearest}"?`;
  return refused(`unknown preset or operation, ${hint}`);
}

/** The operations of all entries, each once, in the order of the operation list. @param isOpen bucket without auth */
export function mergeOperations(entries: readonly OperationEntry[], isOpen: boolean): readonly OfferedOperation[] {
  const wanted = new Set(
    entries.flatMap(({ isPreset, operations }) =>
      isPreset && isOpen ? operations.filter((name) => !OPEN_ONLY_BY_NAME.has(name)) : operations,
    ),
  );
  return OFFERED_OPERATIONS.filter((name) => wanted.has(name));
}
