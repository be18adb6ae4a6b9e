import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { forwardedHeaders } from '../../common/s3/header-registry.js';
import { contextOf } from '../runtime/index.js';
import { checkPayloadHeader } from '../upload-body/index.js';

/** Chooses the headers that travel to the store, after the caller is known: 501 for an `x-amz-*` that S3 has not. */
@Injectable()
export class HeaderGuard implements CanActivate {
  canActivate(execution: ExecutionContext): true {
    const context = contextOf(execution.switchToHttp().getRequest<FastifyRequest>().raw);
    const { headers, body } = context.routed.operation;
    if (body !== 'object') checkPayloadHeader(context.headers);
    context.forwarded = forwardedHeaders(context.headers, headers);
    return true;
  }
}
