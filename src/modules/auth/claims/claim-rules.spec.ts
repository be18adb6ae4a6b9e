import { describe, expect, it } from '@jest/globals';
import type { ClaimRule } from '../../config/index.js';
import { frozenClaims } from '../jwt/claims.js';
import { rulesHold } from './claim-rules.js';

const PAYLOAD = {
  sub: 'alice',
  iss: 'https://idp.example.com',
  aud: ['uploads'],
  scope: 'read uploads:write-all',
  level: 5,
  admin: true,
  nothing: null,
  groups: ['staff', 7],
  realm_access: { roles: ['uploader'] },
  'https://example.com/tenant': 'acme',
  'a.b': { c: 'dotted' },
  a: { b: { c: 'nested', d: 'hidden' } },
  name: 'Alice Example',
};

function hold(...rules: readonly object[]): boolean {
  const claims = frozenClaims(PAYLOAD);
  return claims !== undefined && rulesHold(rules as ClaimRule[], claims);
}

const condition = (claim: string, operator: string, value?: unknown): object => ({ claim, operator, value });

describe('claim rules', () => {
  it.each([
    ['sub', 'equals', 'alice'],
    ['level', 'equals', 5],
    ['admin', 'equals', true],
    ['aud', 'equals', 'uploads'],
    ['aud', 'contains', 'uploads'],
    ['sub', 'not_equals', 'bob'],
    ['sub', 'in', ['bob', 'alice']],
    ['groups', 'contains', 'staff'],
    ['groups', 'contains', 7],
    ['scope', 'contains', 'read'],
    ['name', 'contains', 'Exam'],
    ['iss', 'starts_with', 'https://idp.'],
    ['level', 'gt', 4],
    ['level', 'lt', 5.5],
    ['level', 'exists', true],
    ['missing', 'exists', false],
    ['nothing', 'exists', false],
    ['realm_access.roles', 'contains', 'uploader'],
    ['https://example.com/tenant', 'equals', 'acme'],
    ['a.b.c', 'equals', 'dotted'],
  ])('%s %s %j holds', (claim, operator, value) => {
    expect(hold(condition(claim, operator, value))).toBe(true);
  });

  it.each([
    ['sub', 'equals', 'Alice'],
    ['level', 'equals', '5'],
    ['admin', 'equals', 'true'],
    ['groups', 'equals', 'staff'],
    ['missing', 'equals', 'x'],
    ['missing', 'not_equals', 'x'],
    ['nothing', 'not_equals', 'x'],
    ['groups', 'not_equals', 'x'],
    ['realm_access', 'not_equals', 'x'],
    ['aud', 'not_equals', 'uploads'],
    ['groups', 'in', ['staff']],
    ['groups', 'contains', 'sta'],
    ['groups', 'contains', '7'],
    ['scope', 'contains', 'uploads:write'],
    ['aud', 'contains', 'upload'],
    ['level', 'contains', 5],
    ['level', 'starts_with', '5'],
    ['level', 'gt', 5],
    ['level', 'lt', 5],
    ['sub', 'gt', 0],
    ['missing', 'exists', true],
    ['level', 'exists', false],
    ['realm_access.roles.0', 'equals', 'uploader'],
    ['realm_access.roles.length', 'equals', 1],
    ['sub.length', 'equals', 5],
    ['a.b.d', 'equals', 'hidden'],
    ['constructor', 'exists', true],
    ['__proto__', 'exists', true],
    ['a.__proto__', 'exists', true],
    ['', 'exists', true],
    ['.', 'exists', true],
  ])('%s %s %j does not', (claim, operator, value) => {
    expect(hold(condition(claim, operator, value))).toBe(false);
  });

  it('are all needed, and nest', () => {
    const [yes, no] = [condition('sub', 'exists', true), condition('sub', 'exists', false)];
    expect(hold()).toBe(true);
    expect(hold(yes, yes)).toBe(true);
    expect(hold(yes, no)).toBe(false);
    expect(hold({ any: [no, yes] })).toBe(true);
    expect(hold({ any: [no, no] })).toBe(false);
    expect(hold({ all: [yes, { any: [no, { all: [yes, yes] }] }] })).toBe(true);
    expect(hold({ any: [no, { all: [yes, no] }] })).toBe(false);
  });
});

describe('the copy of claims', () => {
  it('is frozen down to its leaves and has no prototypes', () => {
    const claims = frozenClaims(
      JSON.parse('{"a":{"b":[{"c":1}]},"__proto__":{"admin":true}}') as Record<string, unknown>,
    );
    expect(Object.getPrototypeOf(claims)).toBeNull();
    expect(claims?.['admin']).toBeUndefined();
    expect(Object.keys(claims ?? {})).toEqual(['a', '__proto__']);
    const inner = (claims as { a: { b: object[] } }).a;
    expect([inner, inner.b, inner.b[0]].map((value) => Object.isFrozen(value))).toEqual([true, true, true]);
  });

  it('has a bounded depth', () => {
    const deep = (levels: number): Record<string, unknown> => (levels === 0 ? {} : { x: deep(levels - 1) });
    expect(frozenClaims(deep(30))).toBeDefined();
    expect(frozenClaims(deep(40))).toBeUndefined();
  });
});
