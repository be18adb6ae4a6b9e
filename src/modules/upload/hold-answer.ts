import { discardUnreadBody } from '../../common/http/discard-unread-body.js';
import { XML_DECLARATION } from '../../common/s3/xml/xml-writer.js';
import type { RequestContext, S3Reply, SlowReply } from '../runtime/index.js';

/**
 * Waits for a slow outcome. While it is open, every `interval` something is sent, so that neither the client nor a
 * proxy takes the connection for dead: first status 200 and the XML declaration, which must come before everything
 * else (XML 1.0 section 2.8), then single spaces, as S3 does for CompleteMultipartUpload.
 *
 * A client that goes away meanwhile changes nothing: the outcome is waited for all the same.
 */
export async function waitHoldingAnswer(context: RequestContext, { outcome, interval }: SlowReply): Promise<S3Reply> {
  const timer = setInterval(() => {
    hold(context);
  }, interval);
  try {
    return await outcome;
  } finally {
    clearInterval(timer);
  }
}

function hold(context: RequestContext): void {
  const { request, response } = context;
  if (response.destroyed) return;
  if (context.answerHeld) {
    response.write(' ');
    return;
  }
  context.answerHeld = true;
  discardUnreadBody(request, response);
  response.writeHead(200, { 'content-type': 'application/xml' });
  response.write(XML_DECLARATION);
}
