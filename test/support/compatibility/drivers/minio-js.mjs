// Uploads with the MinIO SDK for JavaScript and its defaults; see plan.mjs.
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { Client } from 'minio';
import { pipeOf, putUrl, run } from './plan.mjs';

const EXPIRES_SECONDS = 60;

await run(({ endpoint, bucket, access_key: accessKey, secret_key: secretKey }) => {
  const { protocol, hostname, port } = new URL(endpoint);
  const client = new Client({
    endPoint: hostname,
    port: Number(port),
    useSSL: protocol === 'https:',
    accessKey,
    secretKey,
  });
  return {
    'put-buffer': async (job) => client.putObject(bucket, job.key, await readFile(job.file), undefined, job.metadata),
    'put-file': async (job) =>
      client.putObject(bucket, job.key, createReadStream(job.file), (await stat(job.file)).size, job.metadata),
    'put-stream': (job) => client.putObject(bucket, job.key, pipeOf(job.file), undefined, job.metadata),
    presigned: async (job) => putUrl(await client.presignedPutObject(bucket, job.key, EXPIRES_SECONDS), job.file),
  };
});
