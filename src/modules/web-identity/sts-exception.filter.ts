import { Catch, Logger } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { classify } from '../../common/errors/classify.js';
import { contextOf } from '../runtime/index.js';
import { sendStsAnswer } from './send-sts-answer.js';
import { stsErrorDocument } from './sts-documents.js';

/** Answers what went wrong in the dialect of STS: its clients do not read S3's. */
@Catch()
export class StsExceptionFilter implements ExceptionFilter {
  private readonly logger = new Logger('STS');

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    http.getResponse<FastifyReply>().hijack();
    const context = contextOf(http.getRequest<FastifyRequest>().raw);
    const error = classify(exception);
    if (error.source === 'gateway') {
      this.logger.error({ err: exception, request_id: context.requestId }, error.message);
    }
    context.errorCode = error.code;
    sendStsAnswer(context, error.status, stsErrorDocument(error, context.requestId));
  }
}
