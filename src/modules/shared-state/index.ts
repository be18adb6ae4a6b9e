export { MEMORY_CAPACITY, MemorySharedState } from './memory-shared-state.js';
export { SHARED_STATE } from './shared-state.js';
export type { SharedState } from './shared-state.js';
export { SHARED_STATE_CAPACITY, SharedStateModule } from './shared-state.module.js';
