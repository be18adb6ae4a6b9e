import type { AuthorizationEngine, AuthorizationRequest, Decision } from '../../runtime/index.js';

export type Denial = Extract<Decision, { allow: false }>;

/**
 * A way to decide. What it decides on is one text, and the answer depends on that text and on the clock alone: so equal
 * texts may share an answer, and different ones never do.
 */
export interface Engine {
  readonly name: AuthorizationEngine;
  /** Everything of a request that decides, or the refusal when it cannot even be put into the engine's words. */
  inputOf(request: AuthorizationRequest): string | Denial;
  /** @throws or rejects with an Error when there is no answer, or none that makes sense */
  evaluate(input: string): Decision | Promise<Decision>;
  close(): Promise<void>;
}
