import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { RequestContext } from '../runtime/index.js';

/** The process's pino logger. */
export const ROOT_LOGGER = Symbol('ROOT_LOGGER');

/**
 * One line per request, when its connection is done with it: refused, malformed and aborted ones too. The fields are
 * an allow list; no header, query, token or key in clear is among them.
 */
@Injectable()
export class AccessLog {
  private readonly logger: Logger;

  constructor(@Inject(ROOT_LOGGER) logger: Logger) {
    this.logger = logger.child({ log: 'access' });
  }

  /** @param status HTTP status; 499 when the client went away before it got an answer */
  request(context: RequestContext, status: number): void {
    this.logger.info({
      request_id: context.requestId,
      method: context.method,
      bucket: context.bucket?.name,
      operation: context.operation?.name,
      key_hash:
        context.key === undefined || context.key === '' ? undefined : context.snapshot.keys.hashForLog(context.key),
      bytes: context.bytesReceived,
      bytes_sent: context.bytesSent === 0 ? undefined : context.bytesSent,
      status,
      code: context.errorCode,
      duration_ms: Math.round((performance.now() - context.startedAt) * 1000) / 1000,
      data_path: context.dataPath,
      client_ip: context.client.ip,
      x_request_id: context.client.requestId,
      subject_hash:
        context.principal.subject === '' ? undefined : context.snapshot.keys.hashForLog(context.principal.subject),
    });
  }

  /** A message that never became a request: its line has no method, because there was none to trust. */
  malformed(requestId: string, clientIp: string, status: number, code: string): void {
    this.logger.info({ request_id: requestId, status, code, bytes: 0, data_path: 'none', client_ip: clientIp });
  }
}
