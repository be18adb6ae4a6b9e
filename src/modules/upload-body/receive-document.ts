import { GatewayError } from '../../common/errors/gateway-error.js';
import { PAYLOAD_HEADER, readPayloadForm } from '../../common/s3/payload-form.js';
import type { RequestContext } from '../runtime/index.js';
import { BodyChecks } from './body-checks.js';
import { declaredChecksum, declaredMd5 } from './declared-integrity.js';

export interface DocumentRules {
  /** Larger documents are refused, before they are read where their length is declared. */
  readonly maxBytes: number;
  /**
   * What `x-amz-checksum-*` speaks of: the document, or, as in CompleteMultipartUpload, the object that it is about.
   * The store then looks after it.
   */
  readonly checksumOf: 'document' | 'object';
}

/**
 * Reads a small request document into memory, after asking the client for it.
 * @throws GatewayError MissingContentLength, MaxMessageLengthExceeded, IncompleteBody, RequestTimeout; InvalidDigest,
 *   InvalidRequest, BadDigest and XAmzContentSHA256Mismatch for the digests that the request declares
 */
export async function receiveDocument(
  context: RequestContext,
  { maxBytes, checksumOf }: DocumentRules,
): Promise<string> {
  const { method, headers } = context;
  // Of the methods that carry a document, S3 asks a length only of PUT.
  if (method === 'PUT' && !headers.has('content-length')) throw new GatewayError('MissingContentLength');
  const { sha256 } = readPayloadForm(headers.get(PAYLOAD_HEADER));
  const checksum = checksumOf === 'document' ? declaredChecksum(headers, false) : undefined;
  const checks = new BodyChecks({ sha256, md5: declaredMd5(headers), checksum }, 'everything');
  const document = await readBytes(context, maxBytes);
  checks.update(document);
  checks.verify(undefined);
  return document.toString('utf8');
}

function readBytes(context: RequestContext, maxBytes: number): Promise<Buffer> {
  const { request, headers, snapshot } = context;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const idle = setTimeout(() => {
      fail(new GatewayError('RequestTimeout'));
    }, snapshot.config.server.timeouts.body_idle);
    const collect = (chunk: Buffer): void => {
      idle.refresh();
      size += chunk.length;
      if (size > maxBytes) fail(tooLarge(maxBytes));
      else chunks.push(chunk);
    };
    const end = (): void => {
      detach();
      resolve(Buffer.concat(chunks));
    };
    const cut = (cause?: unknown): void => {
      fail(new GatewayError('IncompleteBody', { cause }));
    };
    const fail = (error: GatewayError): void => {
      detach();
      request.pause();
      reject(error);
    };
    const detach = (): void => {
      clearTimeout(idle);
      request.off('data', collect).off('end', end).off('error', cut).off('close', cut);
      // Node reports a client that goes away later as an error of the message; nobody needs it any more.
      request.on('error', () => undefined);
    };
    context.onBodyFailure(fail);
    request.on('data', collect).on('end', end).on('error', cut).on('close', cut);
    if (request.destroyed) cut(request.errored);
    else if (Number(headers.get('content-length') ?? 0) > maxBytes) fail(tooLarge(maxBytes));
    else context.askForBody();
  });
}

function tooLarge(maxBytes: number): GatewayError {
  return new GatewayError('MaxMessageLengthExceeded', { details: { MaxMessageLengthBytes: maxBytes } });
}
