import { hash } from 'node:crypto';
import { GatewayError } from '../../common/errors/gateway-error.js';
import type { RequestContext } from '../runtime/index.js';

/**
 * Reads a small request document into memory, after asking the client for it.
 * @param maxBytes larger documents are refused, before they are read where their length is declared
 * @throws GatewayError MaxMessageLengthExceeded, IncompleteBody, RequestTimeout, XAmzContentSHA256Mismatch,
 *   InvalidRequest for a framing that only objects have
 */
export async function readDocument(context: RequestContext, maxBytes: number): Promise<string> {
  const { request, headers, snapshot } = context;
  const sha256 = declaredSha256(headers.get('x-amz-content-sha256'));
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
      const document = Buffer.concat(chunks);
      if (sha256 !== undefined && hash('sha256', document) !== sha256) {
        fail(new GatewayError('XAmzContentSHA256Mismatch'));
        return;
      }
      detach();
      resolve(document.toString('utf8'));
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

/** The hash that the signature of the request covers; undefined when the client leaves the body out of it. */
function declaredSha256(value: string | undefined): string | undefined {
  if (value === undefined || value === 'UNSIGNED-PAYLOAD') return undefined;
  if (/^[0-9a-f]{64}$/i.test(value)) return value.toLowerCase();
  throw new GatewayError('InvalidRequest', { message: 'The value of x-amz-content-sha256 header is invalid.' });
}

function tooLarge(maxBytes: number): GatewayError {
  return new GatewayError('MaxMessageLengthExceeded', { details: { MaxMessageLengthBytes: maxBytes } });
}
