import type { Gateway } from '../bootstrap/create-gateway.js';
import { VERSION } from '../modules/status/index.js';
import type { BucketConfig } from '../modules/config/index.js';
import type { Demo } from '../modules/demo/index.js';
import type { ServedConfig } from './add-demo.js';

/** What an operator reads when the gateway has started: where it listens, what it serves, and how to try it. */
export function startupReport(gateway: Gateway, { config, file, demo }: ServedConfig): string {
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
  if (demo !== undefined) lines.push('', ...demoLines(demo, data));
  return `${lines.join('\n')}\n`;
}

/** The commands read the tokens from their files: what is printed here ends up in terminals and logs. */
function demoLines(demo: Demo, data: string): readonly string[] {
  if (!demo.ready) {
    return [
      `The demo bucket private is left out: ${demo.reason}.`,
      'Uploads in parts cannot be continued after a restart.',
    ];
  }
  const { acme, globex } = demo.tokenFiles;
  const result = String.raw`-o /dev/null -w '%{http_code}, %{size_upload} bytes sent\n'`;
  return [
    'The bucket private takes tokens, and each tenant stores below its own name. 200 for acme, 403 for globex:',
    `  curl -sS -T README.md -H ${bearer(acme)} ${result} ${data}/private/acme/README.md`,
    '  head -c 200000000 /dev/zero > data/large.bin',
    `  curl -sS -T data/large.bin -H ${bearer(globex)} ${result} ${data}/private/acme/large.bin`,
  ];
}

function bearer(file: string): string {
  return `"Authorization: Bearer $(cat ${file})"`;
}

function destination({ filesystem, s3 }: BucketConfig): string {
  if (filesystem !== undefined) return `folder ${filesystem.root}`;
  return `s3 ${s3.bucket} at ${s3.endpoint ?? `AWS ${s3.region}`}`;
}
