import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { contextOf } from '../runtime/index.js';
import { admitObject } from './admit-object.js';

/** Operations that begin an object; a form, which begins one too, has its key in its fields and asks itself. */
const BEGINS_OBJECT = new Set(['PutObject', 'CreateMultipartUpload', 'CopyObject']);
/** Operations after which an object is there. */
const PUBLISHES_OBJECT = new Set(['PutObject', 'CompleteMultipartUpload', 'CopyObject']);

/** Holds new objects to the rules of their bucket, as far as headers and key tell. */
@Injectable()
export class PolicyGuard implements CanActivate {
  canActivate(execution: ExecutionContext): true {
    const context = contextOf(execution.switchToHttp().getRequest<FastifyRequest>().raw);
    const { operation, key, bucket } = context.routed;
    if (BEGINS_OBJECT.has(operation.name)) admitObject(context, key, context.headers);
    if (PUBLISHES_OBJECT.has(operation.name)) context.forwarded = bucket.policy.protect(context.forwarded);
    return true;
  }
}
