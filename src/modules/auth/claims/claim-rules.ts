import type { ClaimCondition, ClaimRule } from '../../config/index.js';
import type { Claims } from '../../../common/claims/claim-value.js';
import { claimEntries, claimValue } from '../../../common/claims/claim-value.js';

/** Whether all rules hold. A claim that is missing, or of another type than the rule compares with, fails every operator. */
export function rulesHold(rules: readonly ClaimRule[], claims: Claims): boolean {
  return rules.every((rule) => holds(rule, claims));
}

function holds(rule: ClaimRule, claims: Claims): boolean {
  if ('any' in rule) return rule.any.some((one) => holds(one, claims));
  if ('all' in rule) return rulesHold(rule.all, claims);
  return conditionHolds(rule, claimValue(claims, rule.claim));
}

function conditionHolds(condition: ClaimCondition, claim: unknown): boolean {
  const { operator, value } = condition;
  if (operator === 'exists') return (claim !== undefined) === value;
  if (claim === undefined) return false;
  switch (operator) {
    case 'equals':
      return single(condition.claim, claim) === value;
    case 'not_equals': {
      // A list is never one value: whether it is another one cannot be said.
      const one = single(condition.claim, claim);
      return typeof one !== 'object' && one !== value;
    }
    case 'in':
      return value.some((one) => one === single(condition.claim, claim));
    case 'contains':
      return contains(condition.claim, claim, value);
    case 'starts_with':
      return typeof claim === 'string' && claim.startsWith(value);
    case 'gt':
      return typeof claim === 'number' && claim > value;
    case 'lt':
      return typeof claim === 'number' && claim < value;
  }
}

/** An audience may be written as a list of one. */
function single(path: string, claim: unknown): unknown {
  return path === 'aud' && Array.isArray(claim) && claim.length === 1 ? claim[0] : claim;
}

/** An entry of a list; a part of a text. */
function contains(path: string, claim: unknown, value: string | number | boolean): boolean {
  const entries = claimEntries(path, claim);
  if (entries !== undefined) return entries.includes(value);
  return typeof claim === 'string' && typeof value === 'string' && value !== '' && claim.includes(value);
}
