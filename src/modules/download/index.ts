export { DOWNLOAD_OPERATIONS, DownloadModule } from './download.module.js';
export { readObjectRequest } from './read-object-request.js';
