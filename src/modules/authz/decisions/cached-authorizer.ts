import type { AuthorizationObserver, AuthorizationRequest, Authorizer, Decision } from '../../runtime/index.js';
import type { DecisionCache } from './decision-cache.js';
import type { Engine } from './engine.js';
import type { EngineLog } from './engine-log.js';

/** An engine that is asked once for what many want to know: decisions are remembered, and equal questions wait together. */
export class CachedAuthorizer implements Authorizer {
  readonly #engine: Engine;
  readonly #cache: DecisionCache;
  readonly #log: EngineLog;
  readonly #underWay = new Map<string, Promise<Decision>>();

  constructor(engine: Engine, cache: DecisionCache, log: EngineLog) {
    this.#engine = engine;
    this.#cache = cache;
    this.#log = log;
  }

  authorize(request: AuthorizationRequest, observer: AuthorizationObserver): Decision | Promise<Decision> {
    const { name } = this.#engine;
    const input = this.#engine.inputOf(request);
    if (typeof input !== 'string') return input;
    const known = this.#cache.get(input);
    if (known !== undefined) {
      observer.cache(name, 'hit');
      return known;
    }
    const awaited = this.#underWay.get(input);
    if (awaited !== undefined) {
      observer.cache(name, 'shared');
      return awaited;
    }
    observer.cache(name, 'miss');
    return this.#evaluate(input, request.principal.expiresAt ?? Infinity, observer);
  }

  close(): Promise<void> {
    return this.#engine.close();
  }

  #evaluate(input: string, expiresAt: number, observer: AuthorizationObserver): Decision | Promise<Decision> {
    const startedAt = performance.now();
    const finish = (decision: Decision): Decision => {
      observer.evaluated(this.#engine.name, (performance.now() - startedAt) / 1000);
      this.#log.answered();
      this.#cache.put(input, decision, expiresAt - Date.now());
      return decision;
    };
    const fail = (error: unknown): never => {
      observer.evaluated(this.#engine.name, (performance.now() - startedAt) / 1000);
      this.#log.failed(error);
      throw error;
    };
    let answer: Decision | Promise<Decision>;
    try {
      answer = this.#engine.evaluate(input);
    } catch (error) {
      return fail(error);
    }
    if (!(answer instanceof Promise)) return finish(answer);
    const shared = answer.then(finish, fail).finally(() => this.#underWay.delete(input));
    this.#underWay.set(input, shared);
    return shared;
  }
}
