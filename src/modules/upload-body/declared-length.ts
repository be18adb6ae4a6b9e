import { GatewayError } from '../../common/errors/gateway-error.js';
import { MAX_SINGLE_UPLOAD_BYTES } from '../../common/s3/limits.js';

type Headers = ReadonlyMap<string, string>;

/**
 * Object bytes that a request declares.
 * @param chunked whether the body is aws-chunked: `x-amz-decoded-content-length` then counts, and the encoded length
 *   may be left open by `Transfer-Encoding: chunked` (boto3 over TLS)
 * @param maxSize bytes; S3's own limit of 5 GiB for one request holds as well
 * @throws GatewayError MissingContentLength, InvalidArgument, InvalidRequest, NotImplemented, EntityTooLarge
 */
export function declaredLength(method: string, headers: Headers, chunked: boolean, maxSize = Infinity): number {
  const contentLength = headers.get('content-length');
  const transferEncoding = headers.get('transfer-encoding');
  checkTransfer(contentLength, transferEncoding);
  // Of the methods that reach a store, S3 asks a length only of PUT; the others without one have no body.
  if (method !== 'PUT' && contentLength === undefined && transferEncoding === undefined) return 0;
  const declared = chunked ? decodedLength(headers) : contentLength;
  if (declared === undefined || (contentLength === undefined && transferEncoding === undefined)) {
    throw new GatewayError('MissingContentLength');
  }
  const limit = Math.min(maxSize, MAX_SINGLE_UPLOAD_BYTES);
  const length = Number(declared);
  if (length > limit) {
    throw new GatewayError('EntityTooLarge', { details: { ProposedSize: declared, MaxSizeAllowed: limit } });
  }
  return length;
}

/** Both fields together could be read as two different bodies (RFC 9112 section 6.1). */
function checkTransfer(contentLength: string | undefined, transferEncoding: string | undefined): void {
  if (contentLength !== undefined && !isDecimal(contentLength)) {
    throw new GatewayError('InvalidArgument', {
      message: 'The Content-Length header must be a whole number of bytes.',
      details: { ArgumentName: 'Content-Length', ArgumentValue: contentLength },
    });
  }
  if (transferEncoding === undefined) return;
  if (contentLength !== undefined) {
    throw new GatewayError('InvalidRequest', { message: 'Content-Length and Transfer-Encoding exclude each other.' });
  }
  if (transferEncoding.toLowerCase() !== 'chunked') {
    throw new GatewayError('NotImplemented', { details: { Header: 'Transfer-Encoding' } });
  }
}

function decodedLength(headers: Headers): string | undefined {
  const value = headers.get('x-amz-decoded-content-length');
  return value !== undefined && isDecimal(value) ? value : undefined;
}

function isDecimal(value: string): boolean {
  return /^\d+$/.test(value);
}
