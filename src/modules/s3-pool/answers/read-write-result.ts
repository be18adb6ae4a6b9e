import { GatewayError } from '../../../common/errors/gateway-error.js';
import type { HeaderMap, WriteResult } from '../../storage/index.js';
import { WRITE_HEADERS, visibleHeaders } from './visible-headers.js';

/**
 * Reads the answer to a successful PutObject or UploadPart. The ETag stays as the backend sent it.
 * @throws GatewayError ServiceUnavailable when there is none: then it was not S3 that answered
 */
export function readWriteResult(headers: HeaderMap): WriteResult {
  const etag = headers.get('etag');
  if (etag === undefined || etag === '') {
    throw new GatewayError('ServiceUnavailable', { cause: new Error('backend answered a write without an ETag') });
  }
  return { etag, headers: visibleHeaders(headers, WRITE_HEADERS) };
}
