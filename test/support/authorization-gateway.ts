import { request as httpRequest } from 'node:http';
import { CreateMultipartUploadCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { startGateway } from './gateway.js';
import type { TestGateway } from './gateway.js';
import type { TempDir } from './temp-dir.js';
import { filesBelow } from './wire-gateway.js';

/** Callers that every gateway here knows; the access key is the name in upper case. */
export type Caller = 'alice' | 'bob';
const CALLERS: readonly Caller[] = ['alice', 'bob'];
const secretOf = (caller: Caller): string => `the secret of ${caller}`;

/** A gateway with the bucket `/uploads` in a folder, whose callers an engine decides about. */
export class AuthorizationGateway {
  /** Nest's loggers write where the first gateway of a process does. */
  private static sink: readonly Record<string, unknown>[] | undefined;
  private readonly earlierLines: number;

  private constructor(
    readonly gateway: TestGateway,
    private readonly root: string,
  ) {
    AuthorizationGateway.sink ??= gateway.log;
    this.earlierLines = AuthorizationGateway.sink.length;
  }

  static async start(dir: TempDir, authz: object, more: object = {}): Promise<AuthorizationGateway> {
    const root = dir.join(`data-${Math.random().toString(36).slice(2)}`);
    const bucket = {
      name: 'uploads',
      path_prefix: '/uploads',
      filesystem: { root, fsync: false },
      operations: ['upload', 'probe', 'DeleteObject', 'ListMultipartUploads', 'PutObjectTagging'],
      auth: {
        enabled: true,
        sigv4: {
          credentials: CALLERS.map((subject) => ({
            access_key: subject.toUpperCase(),
            secret_key: secretOf(subject),
            subject,
          })),
        },
      },
      authz,
      ...more,
    };
    return new AuthorizationGateway(
      await startGateway(`buckets: ${JSON.stringify([bucket])}`, dir.join('state')),
      root,
    );
  }

  client(caller: Caller): S3Client {
    return new S3Client({
      endpoint: this.gateway.url,
      region: 'us-east-1',
      forcePathStyle: true,
      maxAttempts: 1,
      // A presigned URL would carry the checksum of an empty body.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      credentials: { accessKeyId: caller.toUpperCase(), secretAccessKey: secretOf(caller) },
    });
  }

  /** @returns what becomes of an upload: `200`, or the code of the error */
  put(caller: Caller, key: string, body = 'hello'): Promise<string> {
    return verdict(this.client(caller).send(new PutObjectCommand({ Bucket: 'uploads', Key: key, Body: body })));
  }

  create(caller: Caller, key: string): Promise<string> {
    return verdict(this.client(caller).send(new CreateMultipartUploadCommand({ Bucket: 'uploads', Key: key })));
  }

  /** An upload that waits for `100 Continue`. @returns the status, and whether the body was asked for */
  async putExpecting(caller: Caller, key: string, length: number): Promise<{ status: number; asked: boolean }> {
    const url = new URL(
      await getSignedUrl(this.client(caller), new PutObjectCommand({ Bucket: 'uploads', Key: key }), {}),
    );
    return new Promise((resolve, reject) => {
      let asked = false;
      const headers = { expect: '100-continue', 'content-length': length };
      const upload = httpRequest(url, { method: 'PUT', headers }, (answer) => {
        answer.resume();
        resolve({ status: answer.statusCode ?? 0, asked });
        upload.destroy();
      });
      upload.once('continue', () => {
        asked = true;
        upload.end(Buffer.alloc(length));
      });
      upload.once('error', reject);
      upload.flushHeaders();
    });
  }

  /** Every object, and whatever is on its way to one. */
  async files(): Promise<string[]> {
    const files = await filesBelow(this.root);
    return files.filter((path) => !path.startsWith('.mizuchi/') || /^\.mizuchi\/(?:tmp|uploads)\//.test(path));
  }

  /** Values of a metric by its labels, as the management listener shows them. */
  async metric(name: string): Promise<Record<string, number>> {
    const text = await (await fetch(`${this.gateway.managementUrl}/metrics`)).text();
    const lines = text.matchAll(new RegExp(`^${name}\\{([^}]*)\\} (\\S+)$`, 'gm'));
    return Object.fromEntries([...lines].map(([, labels = '', value]) => [labels.replaceAll('"', ''), Number(value)]));
  }

  /** Messages of a logger so far; without a name those about engines. */
  log(context = 'Authz'): unknown[] {
    const lines = AuthorizationGateway.sink?.slice(this.earlierLines) ?? [];
    return lines.filter((line) => line['context'] === context).map((line) => line['msg']);
  }

  close(): Promise<void> {
    return this.gateway.close();
  }
}

/** `200`, or the code of the error that an SDK reports. */
export async function verdict(answer: Promise<unknown>): Promise<string> {
  try {
    await answer;
    return '200';
  } catch (error) {
    return Error.isError(error) ? error.name : 'no error';
  }
}
