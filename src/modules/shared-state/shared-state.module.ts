import { Module } from '@nestjs/common';
import { MEMORY_CAPACITY, MemorySharedState } from './memory-shared-state.js';
import { SHARED_STATE } from './shared-state.js';

/** Replaces the number of names that are kept in memory, for tests. */
export const SHARED_STATE_CAPACITY = Symbol('SHARED_STATE_CAPACITY');

/** What requests have to agree on, in the memory of this process. */
@Module({
  providers: [
    {
      provide: SHARED_STATE,
      useFactory: (capacity?: number) => new MemorySharedState(capacity ?? MEMORY_CAPACITY),
      inject: [{ token: SHARED_STATE_CAPACITY, optional: true }],
    },
  ],
  exports: [SHARED_STATE],
})
export class SharedStateModule {}
