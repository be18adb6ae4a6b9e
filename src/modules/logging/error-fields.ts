import { errorCode } from '../../common/errors/classify.js';

/** What of an error may be logged. */
export interface ErrorFields {
  readonly type: string;
  readonly code?: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: ErrorFields;
}

const MAX_CAUSES = 5;

/**
 * An error for the log: an allow list of fields, down its chain of causes. Libraries hang whole requests, with their
 * signatures, on their errors; none of that may be logged.
 */
export function errorFields(error: unknown, depth = 0): ErrorFields {
  if (!Error.isError(error)) return { type: typeof error, message: 'Something that is no error was thrown' };
  const code = errorCode(error);
  return {
    type: error.name,
    ...(code === undefined ? {} : { code }),
    message: error.message,
    ...(depth === 0 && error.stack !== undefined ? { stack: error.stack } : {}),
    ...(error.cause === undefined || depth >= MAX_CAUSES ? {} : { cause: errorFields(error.cause, depth + 1) }),
  };
}
