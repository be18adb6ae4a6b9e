import { Controller, Get, Inject, Res, ServiceUnavailableException } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import type { HealthCheckResult, HealthIndicatorFunction } from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import { DATA_PLANE_STATUS } from '../status/index.js';
import type { DataPlaneStatus } from '../status/index.js';
import { livenessReport, readinessReport } from './health-report.js';
import type { HealthReport } from './health-report.js';

/** Liveness and readiness on the management listener. */
@ApiTags('health')
@Controller()
export class HealthController {
  constructor(
    private readonly terminus: HealthCheckService,
    private readonly indicator: HealthIndicatorService,
    @Inject(DATA_PLANE_STATUS) private readonly status: DataPlaneStatus,
  ) {}

  @Get('health')
  @HealthCheck()
  @ApiOperation({ summary: 'Whether the process is alive' })
  @ApiOkResponse({ description: 'It is' })
  async health(@Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    const components = await this.check([
      () => this.indicator.check('data_plane').up({ draining: this.status.draining() }),
    ]);
    return answer(reply, livenessReport(this.status, components));
  }

  @Get('ready')
  @HealthCheck()
  @ApiOperation({ summary: 'Whether uploads are taken, and the state of each bucket behind it' })
  @ApiOkResponse({ description: 'At least one bucket is ready' })
  @ApiServiceUnavailableResponse({ description: 'Draining, or no bucket is ready' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    const buckets = await this.status.buckets();
    const components = await this.check(
      buckets.map((bucket) => () => {
        const session = this.indicator.check(bucket.name);
        return bucket.ready ? session.up() : session.down({ reason: bucket.reason ?? 'unknown' });
      }),
    );
    return answer(reply, readinessReport(this.status.draining(), buckets, components));
  }

  /** Terminus throws when one indicator is down; the report decides what that means. */
  private async check(indicators: HealthIndicatorFunction[]): Promise<HealthCheckResult['details']> {
    try {
      return (await this.terminus.check(indicators)).details;
    } catch (error) {
      if (error instanceof ServiceUnavailableException) return (error.getResponse() as HealthCheckResult).details;
      throw error;
    }
  }
}

function answer(reply: FastifyReply, report: HealthReport): HealthReport['body'] {
  void reply.code(report.status).header('cache-control', 'no-store');
  return report.body;
}
