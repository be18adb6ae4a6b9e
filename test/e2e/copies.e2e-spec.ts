import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import type { CopyObjectCommandInput } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startDownloadTarget } from '../support/clients/download-target.js';
import type { DownloadTarget, StoreKind } from '../support/clients/download-target.js';
import { sdkError } from '../support/clients/sdk-subject.js';
import { describeWith } from '../support/requirements.js';

// The clients are processes that start slowly where many tests run; no case waits for a time of its own.
jest.setTimeout(120_000);

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const LARGE = randomBytes(12 * 1024 * 1024);
const MULTIPART_FROM_5_MIB = '[default]\ns3 =\n  multipart_threshold = 5MB\n  multipart_chunksize = 5MB\n';

for (const kind of ['folder', 'S3 backend'] as const) {
  describeWith(kind === 'folder' ? [] : ['versitygw'], `copies, on a gateway with a ${kind}`, () => {
    describeCopies(kind);
  });
}

function describeCopies(kind: StoreKind): void {
  let target: DownloadTarget;
  const put = (Bucket: string, Key: string, Body: string | Uint8Array) =>
    target.client.send(new PutObjectCommand({ Bucket, Key, Body }));
  const copy = (CopySource: string, Key: string, input: Partial<CopyObjectCommandInput> = {}) =>
    target.client.send(new CopyObjectCommand({ Bucket: 'second', Key, CopySource, ...input }));
  const content = async (Bucket: string, Key: string): Promise<string> => {
    const { Body } = await target.client.send(new GetObjectCommand({ Bucket, Key }));
    return sha256((await Body?.transformToByteArray()) ?? Buffer.alloc(0));
  };

  beforeAll(async () => {
    target = await startDownloadTarget(kind);
    await put('first', 'a key/with ä + %2F?', 'odd');
    await put('first', 'large', LARGE);
    await put('hidden', 'secret', 'secret');
    await writeFile(target.dir.join('aws-config'), MULTIPART_FROM_5_MIB);
  });
  afterAll(async () => {
    await target.close();
  });

  it('takes a source with or without a slash before it', async () => {
    const source = `first/${encodeURIComponent('a key/with ä + %2F?')}`;
    for (const before of ['', '/']) {
      const { CopyObjectResult } = await copy(before + source, `copy${before.length}`);
      expect(CopyObjectResult?.ETag).toMatch(/^"[0-9a-f]{32}"$/);
      expect(await content('second', `copy${before.length}`)).toBe(sha256(Buffer.from('odd')));
    }
  });

  describe('a source that the caller may not read', () => {
    it.each([
      ['a bucket that offers no reading', 'hidden/secret', 403, 'AccessDenied'],
      ['another configured bucket, open as it is', 'open/large', 403, 'AccessDenied'],
      ['a bucket that there is not', 'NoBucket/k', 404, 'NoSuchBucket'],
      ['dot segments', 'first/../hidden/secret', 400, 'InvalidURI'],
      ['encoded dot segments', 'first/%2e%2e/hidden/secret', 400, 'InvalidURI'],
      ['a bucket in disguise', 'first%2f..%2fhidden/secret', 404, 'NoSuchBucket'],
      ['no key', 'first/', 400, 'InvalidArgument'],
      ['no bucket', 'secret', 400, 'InvalidArgument'],
    ])('%s: %s', async (_what, source, status, code) => {
      await expect(copy(source, 'stolen')).rejects.toMatchObject(sdkError(status, code));
      const { UploadId } = await target.client.send(
        new CreateMultipartUploadCommand({ Bucket: 'second', Key: 'stolen' }),
      );
      const part = new UploadPartCopyCommand({
        ...{ Bucket: 'second', Key: 'stolen', UploadId, PartNumber: 1, CopySource: source },
      });
      await expect(target.client.send(part)).rejects.toMatchObject(sdkError(status, code));
      const head = target.client.send(new HeadObjectCommand({ Bucket: 'second', Key: 'stolen' }));
      await expect(head).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
    });

    it('not even inside a bucket that offers copies and no reading', async () => {
      const command = new CopyObjectCommand({ Bucket: 'hidden', Key: 'copy', CopySource: 'hidden/secret' });
      await expect(target.client.send(command)).rejects.toMatchObject(sdkError(403, 'AccessDenied'));
    });
  });

  it('refuses a copy onto itself and one of nothing', async () => {
    const itself = new CopyObjectCommand({ Bucket: 'first', Key: 'large', CopySource: 'first/large' });
    await expect(target.client.send(itself)).rejects.toMatchObject(sdkError(400, 'InvalidRequest'));
    await expect(copy('first/missing', 'missing')).rejects.toMatchObject(sdkError(404, 'NoSuchKey'));
  });

  describeWith(['aws'], 'the AWS CLI', () => {
    it('copies between buckets in one request, and in parts', async () => {
      await target.aws('s3', 'cp', 's3://first/a key/with ä + %2F?', 's3://second/cli/odd');
      expect(await content('second', 'cli/odd')).toBe(sha256(Buffer.from('odd')));
      await target.aws('s3', 'cp', 's3://first/large', 's3://second/cli/large');
      expect(await content('second', 'cli/large')).toBe(sha256(LARGE));
      const { ETag } = await target.client.send(new HeadObjectCommand({ Bucket: 'second', Key: 'cli/large' }));
      expect(ETag).toMatch(/-3"$/);
    });

    it('moves', async () => {
      await put('first', 'moving', 'moved');
      await target.aws('s3', 'mv', 's3://first/moving', 's3://second/moved');
      expect(await content('second', 'moved')).toBe(sha256(Buffer.from('moved')));
      const { KeyCount } = await target.client.send(new ListObjectsV2Command({ Bucket: 'first', Prefix: 'moving' }));
      expect(KeyCount).toBe(0);
    });
  });

  describeWith(['python'], 'boto3', () => {
    it('copies in parts, with other metadata', async () => {
      await target.boto3(
        [
          'from boto3.s3.transfer import TransferConfig',
          'config = TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20)',
          "s3.copy({'Bucket': 'first', 'Key': 'large'}, 'second', 'boto3/large', Config=config)",
          "s3.copy_object(Bucket='second', Key='boto3/meta', CopySource={'Bucket': 'second', 'Key': 'boto3/large'},",
          "  MetadataDirective='REPLACE', Metadata={'a': 'b'})",
        ].join('\n'),
      );
      expect(await content('second', 'boto3/meta')).toBe(sha256(LARGE));
      const { Metadata } = await target.client.send(new HeadObjectCommand({ Bucket: 'second', Key: 'boto3/meta' }));
      expect(Metadata).toEqual({ a: 'b' });
    });
  });
}
