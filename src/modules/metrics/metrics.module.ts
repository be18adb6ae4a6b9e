import { Module } from '@nestjs/common';
import { MetricCatalogue } from './metric-catalogue.js';

/** The metrics that the data plane records. */
@Module({ providers: [MetricCatalogue], exports: [MetricCatalogue] })
export class MetricsModule {}
