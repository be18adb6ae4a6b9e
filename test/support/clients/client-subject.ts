import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { describeWith, programPath } from '../requirements.js';
import { runClient } from '../run-client.js';
import type { ClientResult } from '../run-client.js';
import { createPayloads } from './payloads.js';
import type { Payload, Payloads } from './payloads.js';
import { BUCKET, startFolderTarget, startS3Target } from './upload-target.js';
import type { UploadTarget } from './upload-target.js';

export type PayloadName = 'empty' | 'small' | 'medium' | 'large';
/** Whether a client sends its requests without a signature, or signed with keys that mean nothing to the gateway. */
export type Access = 'anonymous' | 'signed';

export interface SdkCall {
  readonly call: string;
  readonly key: string;
  readonly payload: Payload;
  readonly access?: Access;
  /** Further input of the call, in the names of the S3 API. */
  readonly input?: object;
  readonly stdin?: Buffer;
}

/** Metadata in the names of the S3 API; `expectMetadata` finds it again. */
export const METADATA = {
  ContentType: 'text/plain; charset=utf-8',
  CacheControl: 'max-age=60',
  ContentEncoding: 'gzip',
  Metadata: { colour: 'blue', size: '17' },
};
/** The clients are processes that start slowly where many tests run. Milliseconds. */
const PATIENCE_MS = 110_000;
const AWS_OPTIONS = ['--region', 'us-east-1', '--no-sign-request'];

/** A gateway on some store, what clients upload to it, and the clients themselves. */
export class ClientSubject {
  private started: { readonly target: UploadTarget; readonly payloads: Payloads } | undefined;

  constructor(readonly store: 'folder' | 'S3 backend') {}

  async start(): Promise<void> {
    const starting = this.store === 'folder' ? startFolderTarget() : startS3Target();
    const [target, payloads] = await Promise.all([starting, createPayloads()]);
    this.started = { target, payloads };
  }

  async stop(): Promise<void> {
    await this.started?.target.close();
    await this.started?.payloads.remove();
  }

  get target(): UploadTarget {
    return this.running().target;
  }

  payload(name: PayloadName): Payload {
    return this.running().payloads[name];
  }

  newKey(): string {
    return `clients/${randomUUID()}/an object.bin`;
  }

  curl(...args: readonly string[]): Promise<ClientResult> {
    return runToSuccess(programPath('curl'), ['--disable', '-sSv', '--fail-with-body', ...args]);
  }

  /** The AWS CLI without credentials. */
  aws(args: readonly string[], input?: Buffer, endpoint = this.target.gateway.url): Promise<ClientResult> {
    return runToSuccess(programPath('aws'), ['--endpoint-url', endpoint, ...AWS_OPTIONS, ...args], input);
  }

  boto3(call: SdkCall, endpoint?: string): Promise<unknown> {
    return this.sdk(programPath('python'), 'boto3_client.py', call, endpoint);
  }

  jsSdk(call: SdkCall): Promise<unknown> {
    return this.sdk(process.execPath, 'js-sdk-client.mjs', call);
  }

  /** The object is there in full, in the folder itself and in what HEAD says. */
  async expectStored(key: string, payload: Payload): Promise<void> {
    expect(await this.target.storedSha256(key)).toBe(payload.sha256);
    expect((await this.target.head(key)).get('content-length')).toBe(String(payload.bytes));
    // A framing of the request is nothing that an object has.
    expect((await this.target.storedEncoding(key)) ?? '').not.toContain('aws-chunked');
  }

  async expectMetadata(key: string): Promise<void> {
    expect(Object.fromEntries(await this.target.head(key))).toMatchObject({
      'content-type': METADATA.ContentType,
      'cache-control': METADATA.CacheControl,
      'content-encoding': 'gzip',
      'x-amz-meta-colour': 'blue',
      'x-amz-meta-size': '17',
    });
    expect(await this.target.storedEncoding(key)).toBe('gzip');
  }

  private async sdk(
    program: string,
    script: string,
    { call, key, payload, access = 'anonymous', input = {}, stdin }: SdkCall,
    endpoint = this.target.gateway.url,
  ): Promise<unknown> {
    const args = [endpoint, access, BUCKET, call, payload.path, key, JSON.stringify(input)];
    const run = await runToSuccess(program, [join(import.meta.dirname, script), ...args], stdin);
    return run.stdout === '' ? undefined : JSON.parse(run.stdout);
  }

  private running(): { readonly target: UploadTarget; readonly payloads: Payloads } {
    if (this.started === undefined) throw new Error('The gateway is started in beforeAll.');
    return this.started;
  }
}

async function runToSuccess(command: string, args: readonly string[], input?: Buffer): Promise<ClientResult> {
  const result = await runClient(command, args, { timeoutMs: PATIENCE_MS, ...(input && { input }) });
  const { code, stdout, stderr } = result;
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${stdout}${stderr}`);
  return result;
}

/** Describes the same tests for a gateway on each kind of store. */
export function describeOnBothStores(name: string, tests: (subject: ClientSubject) => void): void {
  for (const subject of [new ClientSubject('folder'), new ClientSubject('S3 backend')]) {
    describeWith(
      subject.store === 'folder' ? [] : ['versitygw'],
      `${name}, on a gateway with a ${subject.store}`,
      () => {
        beforeAll(async () => {
          await subject.start();
        });
        afterAll(async () => {
          await subject.stop();
        });
        tests(subject);
      },
    );
  }
}
