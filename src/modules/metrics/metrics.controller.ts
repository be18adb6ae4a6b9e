import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DATA_PLANE_STATUS } from '../status/index.js';
import type { DataPlaneStatus } from '../status/index.js';

/** Metrics for a Prometheus server. */
@ApiTags('metrics')
@Controller()
export class MetricsController {
  constructor(@Inject(DATA_PLANE_STATUS) private readonly status: DataPlaneStatus) {}

  @Get()
  @ApiOperation({ summary: 'All metrics, in the Prometheus text format' })
  @ApiProduces('text/plain')
  @ApiOkResponse({ description: 'The current values' })
  async index(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { contentType, text } = await this.status.metrics();
    void reply.header('content-type', contentType);
    return text;
  }
}
