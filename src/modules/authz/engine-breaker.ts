import { CircuitBreaker } from '../../common/concurrency/circuit-breaker.js';

/** Failures in a row after which a server is not asked for a while. */
const FAILURES = 5;
/** Short: while it lasts every upload that needs the server is refused. Milliseconds. */
const OPEN_FOR_MS = 2_000;

/** A breaker for one server of an engine. */
export function engineBreaker(): CircuitBreaker {
  return new CircuitBreaker({ failures: FAILURES, openForMs: OPEN_FOR_MS });
}
