export { bucketComponent, livenessReport, readinessReport } from './health-report.js';
export type { HealthReport } from './health-report.js';
export { HealthModule } from './health.module.js';
