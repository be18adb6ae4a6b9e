export { COMPLETE_KEEP_ALIVE } from './complete-keep-alive.js';
export { MULTIPART_OPERATIONS, MultipartModule } from './multipart.module.js';
