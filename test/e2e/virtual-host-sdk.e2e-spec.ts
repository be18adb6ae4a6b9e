import { createHash, randomBytes } from 'node:crypto';
import type { LookupAddress, LookupOptions } from 'node:dns';
import { mkdir, readFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { folderBucket, startGateway } from '../support/gateway.js';
import type { TestGateway } from '../support/gateway.js';
import { tempDir } from '../support/temp-dir.js';
import type { TempDir } from '../support/temp-dir.js';

const HOST = 'up.example.com';
const PART_BYTES = 5 * 1024 ** 2;

type LookupDone = (error: null, address: string | LookupAddress[], family?: number) => void;

/** Every name is this machine. */
function lookup(_name: string, options: LookupOptions, done: LookupDone): void {
  if (options.all === true) done(null, [{ address: '127.0.0.1', family: 4 }]);
  else done(null, '127.0.0.1', 4);
}

describe('the AWS SDK with the bucket in the host name', () => {
  let folder: TempDir;
  let gateway: TestGateway;
  let client: S3Client;
  beforeAll(async () => {
    folder = await tempDir();
    await mkdir(folder.join('teams', 'team-a'), { recursive: true });
    const operations = 'operations: [upload, probe]';
    const buckets = [
      folderBucket('uploads', folder.join('uploads'), operations),
      folderBucket('my.bucket', folder.join('my.bucket'), operations),
      folderBucket('{bucket}', folder.join('teams/{bucket}'), operations)
        .replace('name: {bucket}', 'name: teams')
        .replace('/{bucket}', '"/{bucket}"'),
    ];
    gateway = await startGateway(`buckets:\n${buckets.join('\n')}`, folder.join('state'), { publicHosts: [HOST] });
    client = new S3Client({
      endpoint: `http://${HOST}:${gateway.port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
      maxAttempts: 1,
      requestHandler: { httpAgent: new Agent({ lookup }) },
    });
  });
  afterAll(async () => {
    client.destroy();
    await gateway.close();
    await folder.remove();
  });

  it.each([
    ['uploads', 'uploads'],
    ['my.bucket', 'my.bucket'],
    ['team-a', 'teams/team-a'],
  ])('uploads to %s', async (Bucket, path) => {
    const [Body, Key] = [randomBytes(100_000), 'a folder/k+y é.bin'];
    const put = await client.send(new PutObjectCommand({ Bucket, Key, Body, Metadata: { colour: 'blue' } }));
    expect(put.ETag).toBe(`"${createHash('md5').update(Body).digest('hex')}"`);
    expect(await readFile(folder.join(path, Key))).toEqual(Body);
    const head = await client.send(new HeadObjectCommand({ Bucket, Key }));
    expect(head).toMatchObject({ ContentLength: 100_000, ETag: put.ETag, Metadata: { colour: 'blue' } });
  });

  it('uploads in parts', async () => {
    const object = { Bucket: 'uploads', Key: 'in parts.bin' };
    const bytes = randomBytes(PART_BYTES + 1000);
    const { UploadId, Bucket, Key } = await client.send(new CreateMultipartUploadCommand(object));
    expect({ Bucket, Key }).toEqual(object);
    const Parts = [];
    for (const [index, Body] of [bytes.subarray(0, PART_BYTES), bytes.subarray(PART_BYTES)].entries()) {
      const part = { PartNumber: index + 1 };
      const { ETag } = await client.send(new UploadPartCommand({ ...object, ...part, UploadId, Body }));
      Parts.push({ ...part, ETag });
    }
    const listed = await client.send(new ListPartsCommand({ ...object, UploadId }));
    expect(listed.Parts?.map(({ Size }) => Size)).toEqual([PART_BYTES, 1000]);
    const completed = await client.send(
      new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload: { Parts } }),
    );
    expect(completed).toMatchObject({
      ...object,
      Location: `http://uploads.${HOST}:${gateway.port}/in%20parts.bin`,
    });
    expect((await readFile(folder.join('uploads', object.Key))).equals(bytes)).toBe(true);
  });

  it('is told that a bucket does not exist', async () => {
    const put = client.send(new PutObjectCommand({ Bucket: 'nowhere.at-all', Key: 'k', Body: 'x' }));
    await expect(put).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });
});
