export { AccessLog, ROOT_LOGGER } from './access-log.js';
export { createLogger } from './create-logger.js';
export { LoggingModule } from './logging.module.js';
