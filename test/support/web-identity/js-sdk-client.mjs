/*
 * One upload with the AWS SDK for JavaScript, whose settings all come from the environment.
 * usage: js-sdk-client.mjs BUCKET KEY BODY
 */
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const [Bucket, Key, Body] = process.argv.slice(2);
await new S3Client({ maxAttempts: 1 }).send(new PutObjectCommand({ Bucket, Key, Body }));
