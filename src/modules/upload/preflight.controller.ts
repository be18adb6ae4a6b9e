import { Controller, Options, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GatewayError } from '../../common/errors/gateway-error.js';
import type { CorsHeaders } from '../../common/s3/cors/cors-policy.js';
import { contextOf } from '../runtime/index.js';
import type { RequestContext } from '../runtime/index.js';
import { BucketGuard } from './bucket.guard.js';
import { LoopbackHostGuard } from './loopback-host.guard.js';
import { sendAnswer } from './s3-answer-writer.js';
import { preflightOfStore } from './store-cors.js';

const VARY = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers';

/**
 * Every OPTIONS request: a browser asks what a page may send (Fetch standard, "CORS-preflight request"). It carries no
 * credential and names no operation, so only its bucket is looked for. The rules of the bucket answer, or the store. Every target is rewritten to `/`, which this
 * route matches before the wildcard of the S3 controller.
 */
@Controller()
@UseGuards(LoopbackHostGuard, BucketGuard)
export class PreflightController {
  @Options()
  async handle(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    reply.hijack();
    const context = contextOf(request.raw);
    context.response.setHeader('vary', VARY);
    const { storeCors } = context.located.bucket;
    const headers = storeCors === undefined ? preflightHeaders(context) : await preflightOfStore(context, storeCors);
    await sendAnswer(context, { status: 200, headers });
  }
}

/** @throws GatewayError BadRequest, AccessForbidden */
function preflightHeaders({ headers, located }: RequestContext): CorsHeaders {
  const origin = headers.get('origin');
  if (origin === undefined) throw badRequest('Insufficient information. Origin request header needed.');
  const method = headers.get('access-control-request-method');
  if (method === undefined) throw badRequest('Invalid Access-Control-Request-Method: null');
  const details = { Method: method, ResourceType: located.rawKey === '' ? 'BUCKET' : 'OBJECT' };
  const { cors } = located.bucket;
  if (cors === undefined) throw new GatewayError('AccessForbidden', { details });
  const allowed = cors.preflightHeaders(origin, method, headers.get('access-control-request-headers'));
  if (allowed !== undefined) return allowed;
  throw new GatewayError('AccessForbidden', {
    message:
      'CORSResponse: This CORS request is not allowed. This is usually because the evaluation of Origin, request method / ' +
      "Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
    details,
  });
}

function badRequest(message: string): GatewayError {
  return new GatewayError('BadRequest', { message });
}
