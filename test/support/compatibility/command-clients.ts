import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { programPath } from '../requirements.js';
import type { Program } from '../requirements.js';
import { runClient } from '../run-client.js';
import type { Client, ClientCase, Job, OddKeys, Session } from './client.js';
import { trusting } from './driver-client.js';

const PATIENCE_MS = 110_000;

/** What is run for one upload. */
interface Command {
  readonly args: readonly string[];
  readonly stdin?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}
type Calls = Readonly<Record<string, (session: Session, job: Job) => Command | Promise<Command>>>;

/** A process for each: a few that stand for the rest, over one transport. */
const oddKeys = (call: string): OddKeys => ({
  call,
  only: [
    'a space',
    'a plus',
    'an encoded percent',
    'an encoded question mark',
    'NFC',
    'an emoji',
    'reserved characters',
  ],
  over: 'http',
});

/** Uploads with a command-line program, one process for each job. */
function uploadWithCommands(program: Program, calls: Calls): Client['upload'] {
  return async (session, jobs) => {
    const results: (string | undefined)[] = [];
    for (const job of jobs) {
      const call = calls[job.call];
      if (call === undefined) throw new Error(`${program} has no call ${job.call}`);
      const { args, stdin = false, env = {} } = await call(session, job);
      const { code, stdout, stderr } = await runClient(programPath(program), args, {
        env: { ...trusting(session.caFile), ...env },
        timeoutMs: PATIENCE_MS,
        ...(stdin && { input: createReadStream(job.file) }),
      });
      results.push(code === 0 ? undefined : `exit code ${code}: ${stdout}${stderr}`);
    }
    return results;
  };
}

async function versionOf(program: Program, pattern: RegExp, ...args: string[]): Promise<string> {
  const { stdout, stderr } = await runClient(programPath(program), args);
  return pattern.exec(stdout + stderr)?.[1] ?? 'unknown';
}

const awsEnv = ({ accessKey, secretKey, region }: Session): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: accessKey,
  AWS_SECRET_ACCESS_KEY: secretKey,
  AWS_DEFAULT_REGION: region,
});

const AWS_CALLS: Calls = {
  cp: (session, { file, key }) => ({
    args: ['--endpoint-url', session.endpoint, 's3', 'cp', '--no-progress', file, `s3://${session.bucket}/${key}`],
    env: awsEnv(session),
  }),
  'cp-stdin': (session, { key }) => ({
    args: ['--endpoint-url', session.endpoint, 's3', 'cp', '-', `s3://${session.bucket}/${key}`],
    env: awsEnv(session),
    stdin: true,
  }),
  'put-object': (session, { file, key }) => ({
    args: [
      ...['--endpoint-url', session.endpoint, 's3api', 'put-object'],
      ...['--bucket', session.bucket, '--key', key, '--body', file],
    ],
    env: awsEnv(session),
  }),
};
const AWS_CASES: ClientCase[] = [
  { name: 's3 cp of a small file', call: 'cp', payload: 'small' },
  { name: 's3 cp in parts', call: 'cp', payload: 'parts' },
  { name: 's3 cp from standard input', call: 'cp-stdin', payload: 'parts' },
  { name: 's3api put-object', call: 'put-object', payload: 'small' },
];

const awsCli = (name: string, program: Program): Client => ({
  name,
  needs: [program],
  oddKeys: oddKeys('put-object'),
  version: () => versionOf(program, /aws-cli\/(\S+)/, '--version'),
  upload: uploadWithCommands(program, AWS_CALLS),
  cases: AWS_CASES,
});

const urlOf = ({ endpoint, bucket }: Session, key: string): string =>
  `${endpoint}/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
const curlArgs = (session: Session): string[] => [
  ...['--disable', '-sS', '--fail-with-body', '--cacert', session.caFile],
  ...['--aws-sigv4', `aws:amz:${session.region}:s3`, '--user', `${session.accessKey}:${session.secretKey}`],
];

const curl: Client = {
  name: 'curl --aws-sigv4',
  needs: ['curl'],
  oddKeys: oddKeys('unsigned-payload'),
  version: () => versionOf('curl', /^curl (\S+)/, '--version'),
  upload: uploadWithCommands('curl', {
    bare: (session, { file, key }) => ({ args: [...curlArgs(session), '-T', file, urlOf(session, key)] }),
    'unsigned-payload': (session, { file, key }) => ({
      args: [
        ...[...curlArgs(session), '-H', 'x-amz-content-sha256: UNSIGNED-PAYLOAD'],
        ...['-T', file, urlOf(session, key)],
      ],
    }),
    stdin: (session, { key }) => ({
      args: [
        ...[...curlArgs(session), '-H', 'x-amz-content-sha256: UNSIGNED-PAYLOAD'],
        ...['-T', '-', urlOf(session, key)],
      ],
      stdin: true,
    }),
  }),
  cases: [
    {
      name: '-T',
      call: 'bare',
      payload: 'small',
      refusal: {
        says: /Missing required header for this request: x-amz-content-sha256/,
        limit: 'curl-payload-hash',
        sometimes: true,
      },
    },
    { name: '-T with x-amz-content-sha256: UNSIGNED-PAYLOAD', call: 'unsigned-payload', payload: 'small' },
    { name: 'the same, large', call: 'unsigned-payload', payload: 'parts' },
    {
      name: 'the same, from standard input',
      call: 'stdin',
      payload: 'small',
      refusal: { says: /MissingContentLength/, limit: 'unknown-length' },
    },
  ],
};

async function s3cmdArgs(session: Session): Promise<string[]> {
  const { host, protocol } = new URL(session.endpoint);
  const config = join(session.scratch, `s3cfg-${session.transport}`);
  const lines = [
    '[default]',
    `access_key = ${session.accessKey}`,
    `secret_key = ${session.secretKey}`,
    `host_base = ${host}`,
    `host_bucket = ${host}`,
    `use_https = ${protocol === 'https:' ? 'True' : 'False'}`,
    `bucket_location = ${session.region}`,
  ];
  await writeFile(config, lines.join('\n'));
  return ['--config', config, '--ca-certs', session.caFile, '--no-progress'];
}

const s3cmd: Client = {
  name: 's3cmd',
  needs: ['s3cmd'],
  oddKeys: oddKeys('put'),
  version: () => versionOf('s3cmd', /version (\S+)/, '--version'),
  upload: uploadWithCommands('s3cmd', {
    put: async (session, { file, key }) => ({
      args: [...(await s3cmdArgs(session)), 'put', file, `s3://${session.bucket}/${key}`],
    }),
    'put-stdin': async (session, { key }) => ({
      args: [...(await s3cmdArgs(session)), 'put', '-', `s3://${session.bucket}/${key}`],
      stdin: true,
    }),
  }),
  cases: [
    { name: 'put of nothing', call: 'put', payload: 'empty' },
    { name: 'put of a small file', call: 'put', payload: 'small' },
    { name: 'put in parts', call: 'put', payload: 'parts' },
    { name: 'put from standard input', call: 'put-stdin', payload: 'parts' },
  ],
};

const rcloneEnv = (session: Session): Record<string, string> => ({
  RCLONE_CONFIG: join(session.scratch, 'rclone.conf'),
  RCLONE_CONFIG_GATEWAY_TYPE: 's3',
  RCLONE_CONFIG_GATEWAY_PROVIDER: 'Other',
  RCLONE_CONFIG_GATEWAY_ENDPOINT: session.endpoint,
  RCLONE_CONFIG_GATEWAY_REGION: session.region,
  RCLONE_CONFIG_GATEWAY_ACCESS_KEY_ID: session.accessKey,
  RCLONE_CONFIG_GATEWAY_SECRET_ACCESS_KEY: session.secretKey,
});

const rclone: Client = {
  name: 'rclone',
  occasional: true,
  needs: ['rclone'],
  oddKeys: oddKeys('copyto'),
  version: () => versionOf('rclone', /^rclone (\S+)/, 'version'),
  upload: uploadWithCommands('rclone', {
    copyto: (session, { file, key }) => ({
      args: ['copyto', file, `gateway:${session.bucket}/${key}`],
      env: rcloneEnv(session),
    }),
    'copyto-parts': (session, { file, key }) => ({
      args: ['copyto', '--s3-upload-cutoff', '5M', file, `gateway:${session.bucket}/${key}`],
      env: rcloneEnv(session),
    }),
    rcat: (session, { key }) => ({
      args: ['rcat', `gateway:${session.bucket}/${key}`],
      env: rcloneEnv(session),
      stdin: true,
    }),
  }),
  cases: [
    { name: 'copyto of nothing', call: 'copyto', payload: 'empty' },
    { name: 'copyto of a small file', call: 'copyto', payload: 'small' },
    { name: 'copyto in one piece', call: 'copyto', payload: 'parts' },
    { name: 'copyto in parts, --s3-upload-cutoff 5M', call: 'copyto-parts', payload: 'parts' },
    { name: 'rcat of a small stream', call: 'rcat', payload: 'small' },
    { name: 'rcat of a large stream', call: 'rcat', payload: 'parts' },
  ],
};

/** Programs: a process for each upload. */
export const COMMAND_CLIENTS: readonly Client[] = [
  awsCli('AWS CLI 1', 'aws'),
  curl,
  s3cmd,
  { ...awsCli('AWS CLI 2', 'aws2'), occasional: true },
  rclone,
];
