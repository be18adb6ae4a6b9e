export { SPOOL } from './spool-port.js';
export type { Spool, SpooledBytes } from './spool-port.js';
export { SpoolModule } from './spool.module.js';
