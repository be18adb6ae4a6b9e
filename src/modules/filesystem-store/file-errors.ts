import { classify, errorCode, isGatewayError } from '../../common/errors/classify.js';
import { GatewayError } from '../../common/errors/gateway-error.js';
import type { S3ErrorCode } from '../../common/errors/s3-error-codes.js';

const BY_ERRNO: Readonly<Record<string, S3ErrorCode>> = {
  ENOSPC: 'InsufficientStorage',
  EDQUOT: 'InsufficientStorage',
  EROFS: 'ServiceUnavailable',
  EACCES: 'ServiceUnavailable',
  EPERM: 'ServiceUnavailable',
  EIO: 'ServiceUnavailable',
  ESTALE: 'ServiceUnavailable',
  // What is missing or taken has been dealt with where an object was looked for: here it is the root or one of the
  // store's own folders.
  ENOENT: 'ServiceUnavailable',
  ENOTDIR: 'ServiceUnavailable',
  EEXIST: 'ServiceUnavailable',
  EMFILE: 'SlowDown',
  ENFILE: 'SlowDown',
  // A root that is itself near PATH_MAX, or a file system with a small NAME_MAX.
  ENAMETOOLONG: 'KeyTooLongError',
  EFBIG: 'EntityTooLarge',
};

/** What a failed file operation means to the client. The cause stays attached for the log. */
export function fileError(error: unknown): GatewayError {
  if (isGatewayError(error)) return error;
  const code = BY_ERRNO[errorCode(error) ?? ''];
  return code === undefined ? classify(error) : new GatewayError(code, { cause: error });
}

/** Whether nothing is at a path: it is missing, or one of its folders is a file. */
export function isMissing(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** The result of a file operation, or undefined when there is nothing at its path. */
export async function unlessMissing<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
