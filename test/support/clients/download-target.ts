import { mkdir } from 'node:fs/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { programPath } from '../requirements.js';
import { startGateway } from '../gateway.js';
import type { TestGateway } from '../gateway.js';
import { runClient } from '../run-client.js';
import type { ClientResult } from '../run-client.js';
import { tempDir } from '../temp-dir.js';
import type { TempDir } from '../temp-dir.js';
import { startVersitygw } from '../versitygw.js';

export type StoreKind = 'folder' | 'S3 backend';

const KEYS = { accessKeyId: 'AKREADER', secretAccessKey: 'the/secret+of/reader' };
const SERVED = ['first', 'second'];
/** Clients are processes that start slowly where many tests run. Milliseconds. */
const PATIENCE_MS = 110_000;

/** A gateway whose buckets `first` and `second` can be read and copied by whoever signs, beside one that can not. */
export interface DownloadTarget {
  readonly gateway: TestGateway;
  readonly client: S3Client;
  readonly dir: TempDir;
  /** The AWS CLI with the keys of the buckets. */
  aws(...args: readonly string[]): Promise<ClientResult>;
  /** A script for boto3, in which `s3` is a client with the keys of the buckets. */
  boto3(script: string): Promise<string>;
  close(): Promise<void>;
}

export async function startDownloadTarget(kind: StoreKind): Promise<DownloadTarget> {
  const dir = await tempDir();
  const server = kind === 'folder' ? undefined : await startVersitygw();
  for (const bucket of [...SERVED, 'hidden']) {
    if (server === undefined) await mkdir(dir.join('data', bucket), { recursive: true });
    else await server.createBucket(bucket);
  }
  const store = (bucket: string): object =>
    server === undefined
      ? { filesystem: { root: dir.join('data', bucket), fsync: false } }
      : {
          s3: {
            ...{ bucket, region: server.region, endpoint: server.endpoint },
            ...{ access_key: server.accessKey, secret_key: server.secretKey },
          },
        };
  const credentials = [{ access_key: KEYS.accessKeyId, secret_key: KEYS.secretAccessKey, subject: 'reader' }];
  const auth = { enabled: true, sigv4: { region: 'us-east-1', credentials } };
  const operations = ['upload', 'download', 'probe', 'DeleteObject', 'CopyObject', 'UploadPartCopy'];
  const buckets = [
    { name: 'all', path_prefix: '/{bucket}', ...store('{bucket}'), operations, auth },
    {
      name: 'hidden',
      path_prefix: '/hidden',
      ...store('hidden'),
      operations: ['upload', 'CopyObject', 'UploadPartCopy'],
      auth,
    },
    { name: 'open', path_prefix: '/open', ...store('first'), operations, auth: { enabled: false } },
  ];
  const gateway = await startGateway(`buckets: ${JSON.stringify(buckets)}`, dir.join('state'));
  const client = new S3Client({
    ...{ endpoint: gateway.url, region: 'us-east-1', forcePathStyle: true, maxAttempts: 1 },
    credentials: KEYS,
  });
  const env = { AWS_ACCESS_KEY_ID: KEYS.accessKeyId, AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey };
  return {
    gateway,
    client,
    dir,
    aws: (...args) =>
      succeed(programPath('aws'), ['--endpoint-url', gateway.url, '--region', 'us-east-1', ...args], {
        ...env,
        AWS_CONFIG_FILE: dir.join('aws-config'),
      }),
    boto3: async (script) => {
      const setup = `import boto3, hashlib\ns3 = boto3.client('s3', endpoint_url='${gateway.url}', region_name='us-east-1')\n`;
      return (await succeed(programPath('python'), ['-c', setup + script], env)).stdout;
    },
    close: async () => {
      client.destroy();
      await gateway.close();
      await server?.stop();
      await dir.remove();
    },
  };
}

async function succeed(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<ClientResult> {
  const result = await runClient(command, args, { timeoutMs: PATIENCE_MS, env });
  if (result.code !== 0) throw new Error(`${command} ended with ${result.code}:\n${result.stdout}${result.stderr}`);
  return result;
}
