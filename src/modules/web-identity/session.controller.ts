import { Controller, Post, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { contextOf } from '../runtime/index.js';
import { LoopbackHostGuard } from '../upload/index.js';
import { receiveDocument } from '../upload-body/index.js';
import { SESSION_ROUTE } from './asks-for-session.js';
import { AssumeRole } from './assume-role.js';
import { readAssumeRoleRequest } from './assume-role-request.js';
import { sendStsAnswer } from './send-sts-answer.js';
import { assumeRoleDocument } from './sts-documents.js';
import { StsExceptionFilter } from './sts-exception.filter.js';

/** A token of the longest kind that is accepted, percent-encoded or not, and the rest of the form. Bytes. */
const MAX_FORM_BYTES = 32 * 1024;

/**
 * AssumeRoleWithWebIdentity of AWS STS. Nobody has to prove anything to get here: the token in the form is the proof.
 * It names no bucket, so none of the guards of S3 requests applies.
 */
@Controller(SESSION_ROUTE)
@UseGuards(LoopbackHostGuard)
@UseFilters(StsExceptionFilter)
export class SessionController {
  constructor(private readonly role: AssumeRole) {}

  @Post()
  async handle(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    reply.hijack();
    const context = contextOf(request.raw);
    const body = await receiveDocument(context, { maxBytes: MAX_FORM_BYTES, checksumOf: 'document' });
    const wanted = readAssumeRoleRequest(body);
    const assumed = await this.role.assume(context, wanted);
    sendStsAnswer(context, 200, assumeRoleDocument(wanted, assumed, context.requestId));
  }
}
