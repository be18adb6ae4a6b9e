import { pino, stdTimeFunctions } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import pretty from 'pino-pretty';
import type { GatewayConfig } from '../config/index.js';
import { errorFields } from './error-fields.js';

/**
 * The process's logger: JSON lines on standard output, or words for a terminal.
 * @param destination where lines go instead of standard output, for tests
 */
export function createLogger({ logging }: GatewayConfig, destination?: DestinationStream): Logger {
  const sink = destination ?? (logging.format === 'pretty' ? pretty({ sync: true }) : pino.destination(1));
  return pino(
    {
      level: logging.level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: errorFields },
    },
    sink,
  );
}
