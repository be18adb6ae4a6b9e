export { MetricCatalogue } from './metric-catalogue.js';
export { MetricsEndpointModule } from './metrics-endpoint.module.js';
export { MetricsModule } from './metrics.module.js';
