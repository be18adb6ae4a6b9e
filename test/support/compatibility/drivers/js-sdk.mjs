// Uploads with the AWS SDK for JavaScript and its defaults; see plan.mjs.
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { pipeOf, putUrl, run } from './plan.mjs';

const SMALL_CHUNK_BYTES = 1024;

await run(({ endpoint, bucket, region, access_key: accessKeyId, secret_key: secretAccessKey }) => {
  const create = (more = {}) =>
    new S3Client({ endpoint, region, forcePathStyle: true, credentials: { accessKeyId, secretAccessKey }, ...more });
  const client = create();
  const whenRequired = create({ requestChecksumCalculation: 'WHEN_REQUIRED' });
  const buffered = create({ requestStreamBufferSize: 64 * 1024 });
  const input = ({ key, metadata, checksum }, Body) => ({
    Bucket: bucket,
    Key: key,
    Body,
    ...(metadata && { Metadata: metadata }),
    ...(checksum && { ChecksumAlgorithm: checksum }),
  });
  const put = (job, body, by = client) => by.send(new PutObjectCommand(input(job, body)));
  const upload = (job, body) => new Upload({ client, params: input(job, body) }).done();
  const presigned = (by) => async (job) =>
    putUrl(await getSignedUrl(by, new PutObjectCommand(input(job)), { expiresIn: 60 }), job.file);
  const putKnown = async (job, by) => {
    const ContentLength = (await stat(job.file)).size;
    await by.send(new PutObjectCommand({ ...input(job, pipeOf(job.file, SMALL_CHUNK_BYTES)), ContentLength }));
  };

  return {
    'put-buffer': async (job) => put(job, await readFile(job.file)),
    'put-file': (job) => put(job, createReadStream(job.file)),
    'put-stream': (job) => put(job, pipeOf(job.file)),
    'put-small-chunks': (job) => putKnown(job, client),
    'put-buffered-chunks': (job) => putKnown(job, buffered),
    'upload-buffer': async (job) => upload(job, await readFile(job.file)),
    'upload-stream': (job) => upload(job, pipeOf(job.file)),
    presigned: presigned(whenRequired),
    'presigned-default': presigned(client),
  };
});
