import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { isGatewayError } from '../../common/errors/classify.js';
import { GatewayError } from '../../common/errors/gateway-error.js';
import { discardUnreadBody } from '../../common/http/discard-unread-body.js';
import type { RequestContext, StreamedReply } from '../runtime/index.js';

/**
 * Writes an answer with the bytes of an object, at the client's pace: nothing is read from the store that the client has
 * not made room for. Resolves also when the client goes away; its body is let go of then.
 * @throws GatewayError when the store fails or gives another number of bytes than it announced. The answer is then under
 *   way, and must be broken off.
 */
export async function sendBody(context: RequestContext, { status, headers, body }: StreamedReply): Promise<void> {
  const { request, response } = context;
  const leave = (): void => {
    body.destroy();
  };
  response.once('close', leave);
  try {
    if (response.destroyed) return;
    for (const [name, value] of headers) response.setHeader(name, value);
    discardUnreadBody(request, response);
    response.statusCode = status;
    context.dataPath = 'stream';
    await copy(context, body, Number(headers.get('content-length')));
    response.end();
  } catch (error) {
    // A client that has gone is no error: its line in the access log says 499.
    if (response.destroyed) return;
    // Whatever else a stream reports in its middle was the store's doing.
    throw isGatewayError(error) ? error : new GatewayError('ServiceUnavailable', { cause: error });
  } finally {
    response.off('close', leave);
    body.destroy();
  }
}

async function copy(context: RequestContext, body: AsyncIterable<Buffer>, length: number): Promise<void> {
  const { response } = context;
  for await (const chunk of body) {
    if (context.bytesSent + chunk.length > length) throw new GatewayError('ServiceUnavailable');
    context.bytesSent += chunk.length;
    if (!response.write(chunk)) await untilWritable(response, context.snapshot.config.server.timeouts.body_idle);
  }
  if (context.bytesSent !== length) throw new GatewayError('ServiceUnavailable');
}

/** @param patience milliseconds: a client that takes nothing for so long would hold a backend connection for nothing */
async function untilWritable(response: ServerResponse, patience: number): Promise<void> {
  if (response.destroyed) return;
  const idle = new AbortController();
  const timer = setTimeout(() => {
    idle.abort();
  }, patience);
  const stop = (): void => {
    idle.abort();
  };
  response.once('close', stop);
  try {
    await once(response, 'drain', { signal: idle.signal });
  } catch (cause) {
    throw new GatewayError('RequestTimeout', { cause });
  } finally {
    clearTimeout(timer);
    response.off('close', stop);
  }
}
