import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { GatewayError } from '../../common/errors/gateway-error.js';
import { identifyOperation } from '../../common/s3/identify-operation.js';
import { decodeObjectKey } from '../../common/s3/object-key.js';
import { OPERATION_TABLE } from '../../common/s3/operation-table.js';
import type { ResourceLevel } from '../../common/s3/operation-table.js';
import { contextOf } from '../runtime/index.js';
import type { BucketRuntime } from '../runtime/index.js';

/**
 * From the located request to key and operation. Refuses in this order: broken key 400, unknown operation 501, operation
 * not offered 405.
 */
@Injectable()
export class RoutingGuard implements CanActivate {
  canActivate(execution: ExecutionContext): true {
    const context = contextOf(execution.switchToHttp().getRequest<FastifyRequest>().raw);
    const { located } = context;
    const { target, bucket, rawKey } = located;
    const key = rawKey === '' ? '' : decodeObjectKey(rawKey);
    context.key = key;
    const level = key === '' ? 'bucket' : 'object';
    const operation = identifyOperation(
      context.method,
      level,
      target.query,
      context.headers,
      signaturesCount(bucket),
      bucket.authenticator?.queryParameters,
    );
    context.operation = operation;
    if (operation === undefined || !bucket.operations.has(operation.name))
      throw notOffered(context.method, level, bucket);
    context.routed = { ...located, key, operation };
    return true;
  }
}

function signaturesCount({ config: { auth } }: BucketRuntime): boolean {
  return auth.enabled && auth.sigv4 !== undefined;
}

/** 405 with the methods that the bucket does offer at this level (RFC 9110 section 15.5.6 requires `Allow`). */
function notOffered(method: string, level: ResourceLevel, bucket: BucketRuntime): GatewayError {
  const methods = OPERATION_TABLE.filter((row) => row.level === level && bucket.operations.has(row.name)).map(
    (row) => row.method,
  );
  return new GatewayError('MethodNotAllowed', {
    details: { Method: method, ResourceType: level.toUpperCase() },
    headers: { allow: [...new Set(methods)].join(', ') },
  });
}
