import { All, Controller, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuthenticationGuard, ClaimsGuard, ReplayGuard, ReplayProtection } from '../auth/index.js';
import { OpaGuard, OpenFgaGuard } from '../authz/index.js';
import { contextOf } from '../runtime/index.js';
import { verifyUnusedBody } from '../upload-body/index.js';
import { BucketGuard } from './bucket.guard.js';
import { CorsGuard } from './cors.guard.js';
import { HeaderGuard } from './header.guard.js';
import { LoopbackHostGuard } from './loopback-host.guard.js';
import { OpenBucketGuard } from './open-bucket.guard.js';
import { OperationRegistry } from './operation-registry.js';
import { PolicyGuard } from './policy.guard.js';
import { RoutingGuard } from './routing.guard.js';
import { sendAnswer } from './s3-answer-writer.js';

/**
 * Every S3 request but a preflight. S3 chooses the operation by query and headers, which no path router can: the
 * guards have found it, this hands over to its class.
 */
@Controller()
@UseGuards(
  LoopbackHostGuard,
  BucketGuard,
  CorsGuard,
  RoutingGuard,
  OpenBucketGuard,
  AuthenticationGuard,
  HeaderGuard,
  ClaimsGuard,
  OpaGuard,
  OpenFgaGuard,
  PolicyGuard,
  ReplayGuard,
)
export class S3Controller {
  constructor(
    private readonly operations: OperationRegistry,
    private readonly replay: ReplayProtection,
  ) {}

  @All('*')
  async handle(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    reply.hijack();
    const context = contextOf(request.raw);
    // Held beyond the end of the connection: an operation whose client has gone still cleans up in its store.
    const snapshot = context.snapshot.acquire();
    try {
      const { name, body } = context.routed.operation;
      if (body === 'none') await verifyUnusedBody(context);
      await sendAnswer(context, await this.operations.get(name).handle(context));
    } catch (error) {
      // Before the error is answered: the client may send the same request again at once.
      await this.replay.giveBack(context, error);
      throw error;
    } finally {
      snapshot.release();
    }
  }
}
