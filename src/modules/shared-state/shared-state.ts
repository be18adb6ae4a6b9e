/** The SharedState that the data plane uses. */
export const SHARED_STATE = Symbol('SHARED_STATE');

/**
 * What all who serve the same buckets have to agree on. Asynchronous, because it may be kept elsewhere. Every adapter
 * passes `test/conformance/shared-state.ts`.
 */
export interface SharedState {
  /**
   * Takes a name that can be taken once. Of several at the same time exactly one succeeds.
   * @param ttlMs milliseconds until it is free by itself; callers use few different ones
   * @returns whether the name was free
   * @throws GatewayError SlowDown when no further name can be kept: nothing is forgotten early
   */
  claim(name: string, ttlMs: number): Promise<boolean>;
  /** Makes a name free again, taken or not. */
  release(name: string): Promise<void>;
}
