export { openDemo } from './open-demo.js';
export type { Demo, DemoLeftOut, DemoReady } from './open-demo.js';
