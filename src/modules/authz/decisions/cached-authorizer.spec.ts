import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { AuthorizationRequest, CacheResult, Decision } from '../../runtime/index.js';
import { authorizationRequest } from '../../../../test/support/authorization-request.js';
import { policyInput } from '../opa/policy-input.js';
import { CachedAuthorizer } from './cached-authorizer.js';
import { DecisionCache } from './decision-cache.js';
import type { Engine } from './engine.js';
import { EngineLog } from './engine-log.js';

const ALLOW: Decision = { allow: true, obligations: {} };
const DENY: Decision = { allow: false };

let now: number;
let asked: string[];
let answer: () => Decision | Promise<Decision>;
let results: CacheResult[];
const observer = {
  cache: (_engine: string, result: CacheResult) => results.push(result),
  evaluated: () => undefined,
};
const engine: Engine = {
  name: 'opa',
  inputOf: policyInput,
  evaluate: (input) => {
    asked.push(input);
    return answer();
  },
  close: () => Promise.resolve(),
};

function authorizer({ allowMs = 60_000, denyMs = 10_000, maxEntries = 100 } = {}): {
  ask: (more?: Partial<AuthorizationRequest>) => Decision | Promise<Decision>;
  purge: () => void;
} {
  const cache = new DecisionCache({ allowMs, denyMs, maxEntries, clock: { now: () => now } });
  const cached = new CachedAuthorizer(engine, cache, new EngineLog({ bucket: 'b', engine: 'opa' }));
  return {
    ask: (more) => cached.authorize(authorizationRequest(more), observer),
    purge: () => {
      cache.purge();
    },
  };
}

beforeAll(() => {
  Logger.overrideLogger(false);
});
afterAll(() => {
  Logger.overrideLogger(['log', 'error', 'warn', 'debug']);
});
beforeEach(() => {
  now = 1;
  asked = [];
  results = [];
  answer = () => ALLOW;
});

const subject = (name: string, claims?: Record<string, unknown>, expiresAt?: number) => ({
  principal: {
    method: 'sigv4' as const,
    subject: name,
    ...(claims !== undefined && { claims }),
    ...(expiresAt !== undefined && { expiresAt }),
  },
});
const { context } = authorizationRequest();

describe('CachedAuthorizer', () => {
  it('asks once while it remembers, at once and without a promise', () => {
    const { ask } = authorizer();
    expect([ask(), ask(), ask()]).toEqual([ALLOW, ALLOW, ALLOW]);
    expect(results).toEqual(['miss', 'hit', 'hit']);
    now += 60_001;
    void ask();
    expect(asked).toHaveLength(2);
  });

  it('keeps refusals for a time of their own', () => {
    const { ask } = authorizer();
    answer = () => DENY;
    void ask();
    now += 9_999;
    void ask();
    expect(asked).toHaveLength(1);
    now += 2;
    void ask();
    expect(asked).toHaveLength(2);
  });

  it.each<[string, Partial<AuthorizationRequest>]>([
    ['subject', subject('mallory')],
    ['claims', subject('alice', { tenant: 'acme' })],
    ['action', { action: 'delete' }],
    ['operation', { operation: 'CreateMultipartUpload' }],
    ['bucket', { resource: { bucket: 'other', key: 'k' } }],
    ['key', { resource: { bucket: 'b', key: 'k2' } }],
    ['address', { context: { ...context, ip: '10.0.0.1' } }],
    ['length', { context: { ...context, contentLength: 6 } }],
    ['header', { context: { ...context, headers: new Map([['x-amz-acl', 'public-read']]) } }],
  ])('never gives one what was decided about another %s', (_what, other) => {
    const { ask } = authorizer();
    expect(ask()).toEqual(ALLOW);
    answer = () => DENY;
    expect(ask(other)).toEqual(DENY);
    expect(ask()).toEqual(ALLOW);
  });

  it('cannot be confused by values that look like the text between them', () => {
    const { ask } = authorizer();
    void ask(subject('a","claims":{"x":"y'));
    answer = () => DENY;
    expect(ask(subject('a', { x: 'y' }))).toEqual(DENY);
  });

  it('knows a renewed token of the same identity, in whatever order it says things', () => {
    const { ask } = authorizer();
    void ask(subject('alice', { iss: 'i', groups: ['a', { z: 1, y: 2 }], exp: 1, iat: 1, nbf: 1, jti: 'one' }));
    void ask(subject('alice', { jti: 'two', nbf: 2, iat: 2, exp: 2, groups: ['a', { y: 2, z: 1 }], iss: 'i' }));
    expect(results).toEqual(['miss', 'hit']);
    expect(asked[0]).not.toContain('"jti"');
  });

  it('forgets with the token', () => {
    const { ask } = authorizer();
    void ask(subject('alice', {}, Date.now() + 5_000));
    now += 5_001;
    void ask(subject('alice', {}, Date.now() + 50_000));
    expect(results).toEqual(['miss', 'miss']);
    void ask(subject('bob', {}, Date.now() - 1));
    void ask(subject('bob', {}, Date.now() - 1));
    expect(results.slice(2)).toEqual(['miss', 'miss']);
  });

  it('remembers nothing for 0 seconds, nothing beyond its size, and nothing after a purge', () => {
    const none = authorizer({ allowMs: 0 });
    void none.ask();
    void none.ask();
    const small = authorizer({ maxEntries: 1 });
    void small.ask();
    void small.ask(subject('bob'));
    void small.ask();
    const purged = authorizer();
    void purged.ask();
    purged.purge();
    void purged.ask();
    expect(results).toEqual(Array(7).fill('miss'));
  });

  it('shares an answer that is awaited, and remembers no failure', async () => {
    let fail: (error: Error) => void = () => undefined;
    answer = () => new Promise((_resolve, reject) => (fail = reject));
    const { ask } = authorizer();
    const [first, second] = [ask(), ask()];
    expect(results).toEqual(['miss', 'shared']);
    expect(asked).toHaveLength(1);
    fail(new Error('down'));
    await expect(first).rejects.toThrow('down');
    await expect(second).rejects.toThrow('down');
    answer = () => ALLOW;
    expect(ask()).toEqual(ALLOW);
    expect(results.at(-1)).toBe('miss');
  });

  it('passes on what an engine throws', () => {
    answer = () => {
      throw new Error('broken');
    };
    expect(() => authorizer().ask()).toThrow('broken');
  });
});
