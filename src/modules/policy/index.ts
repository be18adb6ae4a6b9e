export type { KeyOwner } from './key-owner.js';
export { UploadPolicy } from './upload-policy.js';
export type { WantedObject } from './upload-policy.js';
