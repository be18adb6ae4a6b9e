import { ACTIONS } from '../../../common/s3/operation-actions.js';
import type { Action } from '../../../common/s3/operation-actions.js';
import { nearestWord } from '../nearest-word.js';
import type { Reading } from './reading.js';
import { accepted, refused, wrongKind } from './reading.js';

/** Relations that a caller needs, by action. */
export type Relations = Readonly<Partial<Record<Action, readonly string[]>>>;

const EXPECTED = 'a mapping of actions to relations such as { upload: writer }';
/** `relation` of the OpenFGA API. */
const RELATION = /^[^\s:#@]{1,50}$/;

/** Reads which relation, or which several, an action needs. */
export function readRelations(raw: unknown): Reading<Relations> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return wrongKind(EXPECTED, raw);
  const relations: Partial<Record<Action, readonly string[]>> = {};
  for (const [name, value] of Object.entries(raw)) {
    const action = ACTIONS.find((word) => word === name);
    if (action === undefined) return refused(unknownAction(name));
    const list: unknown[] = Array.isArray(value) ? value : [value];
    if (list.length === 0 || !list.every(isRelation)) return refused(`expected ${EXPECTED}`);
    relations[action] = [...new Set(list)];
  }
  return Object.keys(relations).length > 0 ? accepted(relations) : refused('must have at least one action');
}

/** Reads the name of a relation. */
export function readRelationName(raw: unknown): Reading<string> {
  return isRelation(raw) ? accepted(raw) : refused('expected the name of a relation such as member');
}

function isRelation(raw: unknown): raw is string {
  return typeof raw === 'string' && RELATION.test(raw);
}

function unknownAction(name: string): string {
  const nearest = nearestWord(name, ACTIONS);
  return nearest === undefined
    ? `has an unknown action, expected ${ACTIONS.join(', ')}`
    : `has an unknown action, did you mean "${nearest}"?`;
}
