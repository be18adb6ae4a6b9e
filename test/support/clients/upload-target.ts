import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { folderBucket, startGateway } from '../gateway.js';
import type { TestGateway } from '../gateway.js';
import { hashStream } from '../random-file.js';
import { tempDir } from '../temp-dir.js';
import { startVersitygw } from '../versitygw.js';
import type { Versitygw } from '../versitygw.js';

/** The bucket of the gateway that clients upload to. */
export const BUCKET = 'uploads';
const BACKEND_BUCKET = 'backend-uploads';
const OPERATIONS = 'operations: [upload, HeadObject, ListMultipartUploads, DeleteObject, PutObjectTagging]';

/** A gateway with one open bucket, and a way to see what is stored without asking the gateway. */
export interface UploadTarget {
  readonly gateway: TestGateway;
  /** URL of an object for clients that know no S3. */
  urlOf(key: string): string;
  /** Hex SHA-256 of an object's stored bytes, read from the folder; rejects when there is no such file. */
  storedSha256(key: string): Promise<string>;
  /** Names and values of the headers that HEAD answers through the gateway. */
  head(key: string): Promise<Headers>;
  /** Content-Encoding as the backend itself has it; the folder has no other view than the gateway's. */
  storedEncoding(key: string): Promise<string | undefined>;
  close(): Promise<void>;
}

export async function startFolderTarget(): Promise<UploadTarget> {
  const dir = await tempDir();
  const root = dir.join('data');
  const gateway = await startGateway(`buckets:\n${folderBucket(BUCKET, root, OPERATIONS)}`, dir.join('state'));
  const target = createTarget(gateway, root);
  return {
    ...target,
    storedEncoding: async (key) => (await target.head(key)).get('content-encoding') ?? undefined,
    close: async () => {
      await gateway.close();
      await dir.remove();
    },
  };
}

export async function startS3Target(): Promise<UploadTarget> {
  const server = await startVersitygw();
  await server.createBucket(BACKEND_BUCKET);
  const dir = await tempDir();
  const gateway = await startGateway(`buckets:\n${s3Bucket(server)}`, dir.join('state'));
  const backend = new S3Client({
    endpoint: server.endpoint,
    region: server.region,
    forcePathStyle: true,
    credentials: { accessKeyId: server.accessKey, secretAccessKey: server.secretKey },
  });
  return {
    ...createTarget(gateway, join(server.root, BACKEND_BUCKET)),
    storedEncoding: async (key) => {
      const head = await backend.send(new HeadObjectCommand({ Bucket: BACKEND_BUCKET, Key: key }));
      return head.ContentEncoding;
    },
    close: async () => {
      backend.destroy();
      await gateway.close();
      await server.stop();
      await dir.remove();
    },
  };
}

function createTarget(
  gateway: TestGateway,
  root: string,
): Pick<UploadTarget, 'gateway' | 'urlOf' | 'storedSha256' | 'head'> {
  const urlOf = (key: string): string => `${gateway.url}/${BUCKET}/${key}`;
  return {
    gateway,
    urlOf,
    storedSha256: async (key) => (await hashStream(createReadStream(join(root, key)))).hash,
    head: async (key) => {
      const answer = await fetch(urlOf(key), { method: 'HEAD' });
      if (answer.status !== 200) throw new Error(`HEAD ${key} was answered with ${answer.status}`);
      return answer.headers;
    },
  };
}

function s3Bucket(server: Versitygw): string {
  return [
    `  - name: ${BUCKET}`,
    `    path_prefix: /${BUCKET}`,
    '    s3:',
    `      bucket: ${BACKEND_BUCKET}`,
    `      region: ${server.region}`,
    `      endpoint: ${server.endpoint}`,
    `      access_key: ${server.accessKey}`,
    `      secret_key: ${server.secretKey}`,
    '    auth: { enabled: false }',
    `    ${OPERATIONS}`,
  ].join('\n');
}
