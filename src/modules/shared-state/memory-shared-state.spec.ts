import { describeSharedState } from '../../../test/conformance/shared-state.js';
import { MemorySharedState } from './memory-shared-state.js';

describeSharedState(
  'memory',
  (capacity) => {
    let now = 0;
    return Promise.resolve({
      state: new MemorySharedState(capacity, () => now),
      pass: (ms) => {
        now += ms;
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
    });
  },
  { bounded: true },
);
