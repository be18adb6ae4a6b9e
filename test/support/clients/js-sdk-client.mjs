/*
 * One upload with the AWS SDK for JavaScript and its defaults.
 * usage: js-sdk-client.mjs ENDPOINT ACCESS BUCKET CALL FILE KEY [JSON]
 * ACCESS is anonymous or signed; JSON holds further input of the call. Prints the answer as JSON.
 */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';

const [endpoint, access, Bucket, call, file, Key, json = '{}'] = process.argv.slice(2);
const client = new S3Client({
  endpoint,
  region: 'us-east-1',
  forcePathStyle: true,
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example-secret-key' },
  ...(access === 'anonymous' && { signer: { sign: (request) => Promise.resolve(request) } }),
});
const input = { Bucket, Key, ...JSON.parse(json) };

const CALLS = {
  'put-buffer': async () => client.send(new PutObjectCommand({ ...input, Body: await readFile(file) })),
  'put-stream': () => client.send(new PutObjectCommand({ ...input, Body: createReadStream(file) })),
  upload: () => new Upload({ client, params: { ...input, Body: createReadStream(file) } }).done(),
};
process.stdout.write(JSON.stringify(await CALLS[call]()));
