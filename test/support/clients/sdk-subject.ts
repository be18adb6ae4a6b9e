import { randomUUID } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type {
  CompletedPart,
  CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommandInput,
  PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll } from '@jest/globals';
import { describeWith } from '../requirements.js';
import { BUCKET, startFolderTarget, startS3Target } from './upload-target.js';
import type { UploadTarget } from './upload-target.js';

/** An upload with one part in it, ready to be completed. */
export interface StartedUpload {
  readonly Key: string;
  readonly UploadId: string;
  readonly parts: CompletedPart[];
}

/** A gateway on some store, and the AWS SDK in this process as its client, for tests of single calls. */
export class SdkSubject {
  private started: { readonly target: UploadTarget; readonly client: S3Client } | undefined;

  constructor(readonly store: 'folder' | 'S3 backend') {}

  async start(): Promise<void> {
    const target = await (this.store === 'folder' ? startFolderTarget() : startS3Target());
    const client = new S3Client({
      endpoint: target.gateway.url,
      region: 'us-east-1',
      forcePathStyle: true,
      maxAttempts: 1,
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example-secret-key' },
      // Anonymous: the bucket is open.
      signer: { sign: (request) => Promise.resolve(request) },
    });
    this.started = { target, client };
  }

  async stop(): Promise<void> {
    this.started?.client.destroy();
    await this.started?.target.close();
  }

  get client(): S3Client {
    return this.running().client;
  }

  get target(): UploadTarget {
    return this.running().target;
  }

  newKey(): string {
    return `sdk/${randomUUID()}/object`;
  }

  put(Key: string, Body: string, input: Partial<PutObjectCommandInput> = {}) {
    return this.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...input }));
  }

  async upload(
    Key: string,
    Body: string,
    input: Partial<CreateMultipartUploadCommandInput> = {},
  ): Promise<StartedUpload> {
    const created = await this.client.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key, ...input }));
    const UploadId = created.UploadId ?? '';
    const { ETag, ChecksumCRC32 } = await this.client.send(
      new UploadPartCommand({ Bucket: BUCKET, Key, UploadId, PartNumber: 1, Body }),
    );
    // A part that is listed with a checksum has to belong to an upload that was created with it.
    const checksum = input.ChecksumAlgorithm === undefined ? {} : { ChecksumCRC32 };
    return { Key, UploadId, parts: [{ PartNumber: 1, ETag, ...checksum }] };
  }

  complete({ Key, UploadId, parts }: StartedUpload, input: Partial<CompleteMultipartUploadCommandInput> = {}) {
    return this.client.send(
      new CompleteMultipartUploadCommand({
        Bucket: BUCKET,
        Key,
        UploadId,
        MultipartUpload: { Parts: parts },
        ...input,
      }),
    );
  }

  private running(): { readonly target: UploadTarget; readonly client: S3Client } {
    if (this.started === undefined) throw new Error('The gateway is started in beforeAll.');
    return this.started;
  }
}

/** What the SDK throws for an answer with this status and S3 code. */
export function sdkError(httpStatusCode: number, name: string): object {
  return { name, $metadata: { httpStatusCode } };
}

/** Describes the same SDK calls for a gateway on each kind of store. */
export function describeSdkOnBothStores(name: string, tests: (subject: SdkSubject) => void): void {
  for (const subject of [new SdkSubject('folder'), new SdkSubject('S3 backend')]) {
    const programs = subject.store === 'folder' ? [] : (['versitygw'] as const);
    describeWith(programs, `${name}, on a gateway with a ${subject.store}`, () => {
      beforeAll(async () => {
        await subject.start();
      });
      afterAll(async () => {
        await subject.stop();
      });
      tests(subject);
    });
  }
}
