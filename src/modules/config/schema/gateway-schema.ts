import { z } from 'zod';
import { LOG_LEVELS } from '../../../common/log-levels.js';
import { bucketSchema } from './bucket-schema.js';
import { boolean, choice, fieldInfo, integer, text } from './field.js';
import { DEFAULT_MANAGEMENT_PORT, listenAddress, serverSchema } from './server-schema.js';

const secret = z
  .preprocess((raw) => (typeof raw === 'string' ? [raw] : raw), z.array(text({ minLength: 16 })).min(1))
  .register(fieldInfo, { type: 'string or list of strings' });

const management = z.strictObject({
  address: listenAddress()
    .exactOptional()
    .describe(
      'Management listener. Absent: the host of `server.address` (127.0.0.1 for a unix socket), port `metrics.port`.',
    ),
});

const metrics = z.strictObject({
  enabled: boolean().prefault(true).describe('Whether the management listener answers `/metrics`.'),
  port: integer(0, 65535)
    .prefault(DEFAULT_MANAGEMENT_PORT)
    .describe('Port of the management listener when `management.address` is absent.'),
});

const logging = z.strictObject({
  level: choice(...LOG_LEVELS)
    .prefault('info')
    .describe('Least severe messages to write.'),
  format: choice('json', 'pretty').prefault('json').describe('One JSON object per line, or coloured text for people.'),
});

/** The whole document. Its keys, types, defaults and one-line docs are the source of docs/configuration.md. */
export const gatewaySchema = z.strictObject({
  server: serverSchema.prefault({}).describe('The data listener and what belongs to the process.'),
  management: management.prefault({}).describe('The listener for health, metrics and administration.'),
  secret: secret
    .exactOptional()
    .describe(
      'Key material that binds upload ids: at least 16 characters each, the first signs, all verify. The same on every instance. ' +
        'Absent: generated once in `server.state_dir`.',
    ),
  buckets: z.array(bucketSchema).min(1).describe('What is served, at least one.'),
  metrics: metrics.prefault({}).describe('Prometheus metrics.'),
  logging: logging.prefault({}).describe('Log output.'),
});

/** A configuration after all schema checks, with the defaults filled in. */
export type ParsedGateway = z.output<typeof gatewaySchema>;
export type ParsedBucket = ParsedGateway['buckets'][number];
