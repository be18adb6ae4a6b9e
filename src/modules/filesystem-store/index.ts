export { createFilesystemStore, FilesystemStore } from './filesystem-store.js';
export type { FilesystemStoreOptions } from './filesystem-store.js';
