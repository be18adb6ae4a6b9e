import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { GatewayError } from '../../common/errors/gateway-error.js';
import { parseRequestTarget } from '../../common/s3/request-target.js';
import { contextOf } from '../runtime/index.js';

/**
 * From the raw request-target and the Host header to the bucket. Nothing later parses the target again. A bucket in
 * the host name (virtual-hosted request) is looked for there alone; every other request names it in its path.
 * Refuses in this order: broken target 400, no bucket 404.
 */
@Injectable()
export class BucketGuard implements CanActivate {
  canActivate(execution: ExecutionContext): true {
    const context = contextOf(execution.switchToHttp().getRequest<FastifyRequest>().raw);
    const { router, publicHosts } = context.snapshot;
    const target = parseRequestTarget(context.url);
    const label = publicHosts.labelOf(context.client.host);
    const match = label === undefined ? router.match(target.rawPath) : router.matchLabel(label, target.rawPath);
    if (match === undefined) throw new GatewayError('NoSuchBucket');
    context.located = { target, bucket: match.value, bucketName: match.bucket, rawKey: match.rawKey };
    return true;
  }
}
