export { MULTIPART_OPERATIONS, MultipartModule } from './multipart.module.js';
