export { COMPLETE_KEEP_ALIVE, COMPLETE_KEEP_ALIVE_MS } from './complete-keep-alive.js';
export { admitCopy, copyHeaders } from './copy-request.js';
export { MULTIPART_OPERATIONS, MultipartModule } from './multipart.module.js';
