import { isMapping, UNREADABLE } from '../source/config-source.js';
import type { Reading } from './reading.js';
import { accepted, refused, wrongKind } from './reading.js';

export type ClaimScalar = string | number | boolean;

/** What one claim must be. */
export type ClaimCondition = { readonly claim: string } & (
  | { readonly operator: 'equals' | 'not_equals' | 'contains'; readonly value: ClaimScalar }
  | { readonly operator: 'in'; readonly value: readonly ClaimScalar[] }
  | { readonly operator: 'starts_with'; readonly value: string }
  | { readonly operator: 'gt' | 'lt'; readonly value: number }
  | { readonly operator: 'exists'; readonly value: boolean }
);

/** A condition, or a group of rules of which one (`any`) or each (`all`) must hold. */
export type ClaimRule =
  ClaimCondition | { readonly any: readonly ClaimRule[] } | { readonly all: readonly ClaimRule[] };

const OPERATORS = ['equals', 'not_equals', 'in', 'contains', 'starts_with', 'gt', 'lt', 'exists'] as const;
const MOST_LEVELS = 8;
const KEYS = new Set(['claim', 'operator', 'value']);

/** Reads one entry of `claims`. Claims never decide by conversion: `value: "5"` is a text, `value: 5` a number. */
export function readClaimRule(raw: unknown, levels = MOST_LEVELS): Reading<ClaimRule> {
  if (!isMapping(raw)) return wrongKind('a claim rule (a mapping)', raw);
  const group = ['any', 'all'].find((word) => Object.hasOwn(raw, word));
  return group === undefined ? readCondition(raw) : readGroup(raw, group, levels);
}

function readGroup(raw: Readonly<Record<string, unknown>>, group: string, levels: number): Reading<ClaimRule> {
  const list = raw[group];
  if (levels === 0) return refused(`groups can be nested ${MOST_LEVELS} deep at most`);
  if (Object.keys(raw).length > 1) return refused(`${group} must stand alone in its mapping`);
  if (!Array.isArray(list)) return wrongKind(`a list of rules in ${group}`, list);
  if (list.length === 0) return refused(`${group} must have at least one rule`);
  const rules: ClaimRule[] = [];
  for (const [index, entry] of (list as unknown[]).entries()) {
    const reading = readClaimRule(entry, levels - 1);
    if (!reading.ok) return refused(`${group}[${index}]: ${reading.problem}`);
    rules.push(reading.value);
  }
  return accepted(group === 'any' ? { any: rules } : { all: rules });
}

function readCondition(raw: Readonly<Record<string, unknown>>): Reading<ClaimRule> {
  if (Object.keys(raw).some((key) => !KEYS.has(key))) return refused('takes claim, operator and value, or any, or all');
  const { claim, operator: word } = raw;
  if (typeof claim !== 'string' || claim === '') return refused('needs claim, the name or path of a claim');
  const operator = OPERATORS.find((known) => known === word);
  if (operator === undefined) return refused(`needs operator, one of ${OPERATORS.join(', ')}`);
  return readValue(claim, operator, raw['value']);
}

function readValue(claim: string, operator: (typeof OPERATORS)[number], value: unknown): Reading<ClaimRule> {
  // Its own fault has been reported: nothing is served with it.
  if (value === UNREADABLE) return accepted({ claim, operator: 'exists', value: true });
  switch (operator) {
    case 'equals':
    case 'not_equals':
    case 'contains':
      return isScalar(value)
        ? accepted({ claim, operator, value })
        : refused(`${operator} needs value, a string, number or boolean`);
    case 'in':
      return Array.isArray(value) && value.length > 0 && value.every(isScalar)
        ? accepted({ claim, operator, value })
        : refused('in needs value, a list of strings, numbers or booleans');
    case 'starts_with':
      return typeof value === 'string' && value !== ''
        ? accepted({ claim, operator, value })
        : refused('starts_with needs value, a string that is not empty');
    case 'gt':
    case 'lt':
      return readNumber(claim, operator, value);
    case 'exists':
      if (value === undefined || value === 'true') return accepted({ claim, operator, value: true });
      if (value === 'false') return accepted({ claim, operator, value: false });
      return typeof value === 'boolean'
        ? accepted({ claim, operator, value })
        : refused('exists takes value true or false');
  }
}

/** A value from a substitution is text: where only a number can be meant, it is read as one. */
function readNumber(claim: string, operator: 'gt' | 'lt', value: unknown): Reading<ClaimRule> {
  const number = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number)
    ? accepted({ claim, operator, value: number })
    : refused(`${operator} needs value, a number`);
}

function isScalar(value: unknown): value is ClaimScalar {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
