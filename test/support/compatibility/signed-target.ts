import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { startTlsFront } from '../clients/tls-front.js';
import { startGateway } from '../gateway.js';
import type { TestGateway } from '../gateway.js';
import { hashStream } from '../random-file.js';
import { tempDir } from '../temp-dir.js';
import { startVersitygw } from '../versitygw.js';
import type { Versitygw } from '../versitygw.js';
import type { Session, Store, Transport } from './client.js';

const BUCKET = 'uploads';
const BACKEND_BUCKET = 'backend-uploads';
const REGION = 'us-east-1';
const ACCESS_KEY = 'AKCOMPATIBLE';
const SECRET_KEY = 'a/secret+key of the tests';
/** Objects up to this size are looked for by their content. Bytes. */
const ODD_KEY_BYTES = 4096;

/** A gateway with one bucket that asks for a Signature V4, behind nothing and behind TLS. */
export interface SignedTarget {
  readonly gateway: TestGateway;
  session(transport: Transport): Session;
  /** Hex SHA-256 of an object in the folder of the store; undefined when there is no such file. */
  sha256Of(key: string): Promise<string | undefined>;
  /** Hex SHA-256 of each small object in the folder of the store, wherever its key has led to. */
  smallObjects(): Promise<ReadonlySet<string>>;
  /** What the store says of an object. */
  head(key: string): Promise<HeadObjectCommandOutput>;
  pathOf(key: string): string;
  close(): Promise<void>;
}

export async function startSignedTarget(store: Store): Promise<SignedTarget> {
  const dir = await tempDir();
  const server = store === 'versitygw' ? await startVersitygw() : undefined;
  await server?.createBucket(BACKEND_BUCKET);
  const root = server === undefined ? dir.join('data') : join(server.root, BACKEND_BUCKET);
  const bucket = {
    name: BUCKET,
    path_prefix: `/${BUCKET}`,
    ...(server === undefined ? { filesystem: { root, fsync: false } } : { s3: s3Block(server) }),
    operations: ['upload', 'probe', 'ListMultipartUploads'],
    auth: { enabled: true, sigv4: { access_key: ACCESS_KEY, secret_key: SECRET_KEY } },
  };
  const gateway = await startGateway(`buckets: ${JSON.stringify([bucket])}`, dir.join('state'));
  const front = await startTlsFront(gateway.port);
  const client = new S3Client({
    endpoint: server?.endpoint ?? gateway.url,
    region: REGION,
    forcePathStyle: true,
    credentials: {
      accessKeyId: server?.accessKey ?? ACCESS_KEY,
      secretAccessKey: server?.secretKey ?? SECRET_KEY,
    },
  });
  return {
    gateway,
    session: (transport) => ({
      // The certificate is for a name, not for an address.
      endpoint: transport === 'http' ? gateway.url : front.url.replace('127.0.0.1', 'localhost'),
      transport,
      bucket: BUCKET,
      region: REGION,
      accessKey: ACCESS_KEY,
      secretKey: SECRET_KEY,
      caFile: join(import.meta.dirname, '../certificates/ca.pem'),
      scratch: dir.path,
    }),
    sha256Of: async (key) => {
      const path = join(root, key);
      const about = await stat(path).catch(() => undefined);
      return about === undefined ? undefined : (await hashStream(createReadStream(path))).hash;
    },
    smallObjects: () => hashesBelow(root),
    head: (Key) => client.send(new HeadObjectCommand({ Bucket: server === undefined ? BUCKET : BACKEND_BUCKET, Key })),
    pathOf: (key) => `/${BUCKET}/${key}`,
    close: async () => {
      client.destroy();
      await front.close();
      await gateway.close();
      await server?.stop();
      await dir.remove();
    },
  };
}

function s3Block(server: Versitygw): object {
  return {
    bucket: BACKEND_BUCKET,
    region: server.region,
    endpoint: server.endpoint,
    access_key: server.accessKey,
    secret_key: server.secretKey,
  };
}

async function hashesBelow(root: string): Promise<Set<string>> {
  const hashes = new Set<string>();
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || (await stat(path)).size > ODD_KEY_BYTES) continue;
    hashes.add(
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    );
  }
  return hashes;
}
