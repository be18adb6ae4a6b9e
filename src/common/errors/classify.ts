import { GatewayError } from './gateway-error.js';
import type { S3ErrorCode } from './s3-error-codes.js';

/** Codes with which Node reports that the peer of a client connection went away. */
const CLIENT_GONE = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR']);

/** HTTP statuses that the frameworks below us answer with, in the S3 dialect. */
const BY_STATUS: Partial<Record<number, S3ErrorCode>> = {
  400: 'InvalidURI',
  404: 'NoSuchBucket',
  405: 'MethodNotAllowed',
  411: 'MissingContentLength',
  414: 'InvalidURI',
  431: 'RequestHeaderSectionTooLarge',
};

/** Whether an unknown value is one of ours. Asks for the shape, not the class: see docs/adr/0001-departures.md. */
export function isGatewayError(error: unknown): error is GatewayError {
  return Error.isError(error) && error.name === 'GatewayError';
}

/** The `code` of a Node or library error, if it has one. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Turns whatever was thrown into the error that the client is answered with. The only such mapping. */
export function classify(error: unknown): GatewayError {
  if (isGatewayError(error)) return error;
  const code = errorCode(error);
  if (code !== undefined && CLIENT_GONE.has(code)) {
    return new GatewayError('IncompleteBody', { cause: error });
  }
  const status = httpStatus(error);
  if (status !== undefined && status >= 400 && status < 500) {
    return new GatewayError(BY_STATUS[status] ?? 'InvalidRequest', { cause: error });
  }
  return new GatewayError('InternalError', { cause: error });
}

function httpStatus(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  if ('status' in error && typeof error.status === 'number') return error.status;
  return undefined;
}
