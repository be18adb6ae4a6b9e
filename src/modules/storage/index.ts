export type * from './header-map.js';
export type * from './object-store.js';
export type * from './store-cors.js';
