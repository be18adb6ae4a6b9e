import { Catch, Logger } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { classify } from '../../common/errors/classify.js';
import type { GatewayError } from '../../common/errors/gateway-error.js';
import { contextOf } from '../runtime/index.js';
import type { RequestContext } from '../runtime/index.js';
import { sendError } from './s3-answer-writer.js';

/** Answers whatever a guard or an operation threw. */
@Catch()
export class S3ExceptionFilter implements ExceptionFilter {
  private readonly logger = new Logger('S3');

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    http.getResponse<FastifyReply>().hijack();
    this.answer(exception, contextOf(http.getRequest<FastifyRequest>().raw));
  }

  /** The same for what is refused before Nest sees it. */
  answer(exception: unknown, context: RequestContext): void {
    const error = classify(exception);
    if (!error.logged) this.log(exception, error, context);
    sendError(context, error);
  }

  /** A client that hangs up or asks for the wrong thing is not our error: the access log has it. */
  private log(exception: unknown, { source, message }: GatewayError, { requestId }: RequestContext): void {
    if (source === 'gateway') this.logger.error({ err: exception, request_id: requestId }, message);
    else if (source === 'upstream') this.logger.warn({ err: exception, request_id: requestId }, message);
  }
}
