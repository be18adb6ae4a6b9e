export { DATA_PLANE_STATUS } from './data-plane-status.js';
export type { BucketStatus, DataPlaneStatus } from './data-plane-status.js';
export { VERSION } from './version.js';
