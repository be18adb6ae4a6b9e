import type { Gateway } from '../bootstrap/create-gateway.js';
import { VERSION } from '../modules/status/index.js';
import type { BucketConfig } from '../modules/config/index.js';
import type { ReadConfig } from './read-config.js';

/** What an operator reads when the gateway has started: where it listens, what it serves, and how to try it. */
export function startupReport(gateway: Gateway, { config, file }: ReadConfig): string {
  const data = gateway.dataAddress();
  const lines = [
    `mizuchi-uploadr ${VERSION} (${file ?? 'built-in default'})`,
    `  uploads     ${data}`,
    `  management  ${gateway.managementAddress()}`,
    '  data path   stream (buffered in user space, constant memory)',
    ...config.buckets.map(
      (bucket) => `  bucket      ${bucket.name}: ${data}${bucket.path_prefix} -> ${destination(bucket)}`,
    ),
  ];
  if (config.loopback_hosts_only) {
    lines.push(
      '',
      'Try it:',
      `  curl -T README.md ${data}/uploads/README.md && ls data/uploads`,
      `  aws --endpoint-url ${data} --no-sign-request s3 cp README.md s3://uploads/README.md`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function destination({ filesystem, s3 }: BucketConfig): string {
  if (filesystem !== undefined) return `folder ${filesystem.root}`;
  return `s3 ${s3.bucket} at ${s3.endpoint ?? `AWS ${s3.region}`}`;
}
