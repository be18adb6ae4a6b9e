import { z } from 'zod';
import { readEndpoint } from '../values/endpoint.js';
import { choice, duration, field, integer, text } from './field.js';
import { tlsSchema } from './tls-schema.js';

const pool = z.strictObject({
  max_sockets: integer(1, 1_000_000).prefault(2000).describe('Most connections to the backend at one time.'),
  connect_timeout: duration().prefault('5s').describe('Longest time to open a connection, TLS included.'),
  response_timeout: duration()
    .prefault('60s')
    .describe("Longest wait for the backend's answer, counted from the last byte of the body."),
  complete_timeout: duration()
    .prefault('15m')
    .describe('The same for CompleteMultipartUpload and copies, which may take long.'),
  idle_timeout: duration().prefault('60s').describe('How long an unused connection is kept open.'),
});

/** The block `buckets[].s3`. */
export const s3Schema = z.strictObject({
  bucket: text({
    pattern: /^(?:\{bucket\}|(?!\.\.?$)[A-Za-z0-9._-]{1,255})$/,
    patternDoc: 'a bucket name or {bucket}',
  }).describe('Bucket at the backend; `{bucket}` when the path names it (see `path_prefix`).'),
  region: text({ pattern: /^[A-Za-z0-9_-]{1,64}$/, patternDoc: 'the name of a region' })
    .prefault('us-east-1')
    .describe('Region for signatures and, without an endpoint, of AWS.'),
  endpoint: field('URL', readEndpoint)
    .exactOptional()
    .describe('http or https address of the service, without a path. Absent: AWS for the region.'),
  access_key: text()
    .exactOptional()
    .describe("Access key id. Needs `secret_key`. Absent: the AWS SDK's default provider chain."),
  secret_key: text().exactOptional().describe('Secret access key. Needs `access_key`.'),
  session_token: text({ minLength: 0 })
    .exactOptional()
    .describe('Session token of temporary keys. Empty counts as absent, so `${AWS_SESSION_TOKEN:-}` works.'),
  addressing: choice('path', 'virtual')
    .prefault('path')
    .describe('Whether the backend finds the bucket in the path or in the host name.'),
  integrity: choice('passthrough', 'gateway')
    .prefault('passthrough')
    .describe(
      'Who compares bodies with what clients declare. `passthrough`: the backend what the headers declare, the gateway ' +
        'the rest. `gateway`: the gateway everything; the backend gets a plain body, never a trailer.',
    ),
  pool: pool.prefault({}).describe('Connections to the backend.'),
  tls: tlsSchema.exactOptional().describe('TLS towards an https backend.'),
});
