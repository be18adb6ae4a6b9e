import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Sha256 } from '@aws-crypto/sha256-js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import { createHash } from '../../src/common/checksums/create-hash.js';
import { signAwsChunked } from '../support/aws-chunked-signer.js';
import { startGateway } from '../support/gateway.js';
import type { TestGateway } from '../support/gateway.js';
import { tempDir } from '../support/temp-dir.js';
import type { TempDir } from '../support/temp-dir.js';
import { filesBelow } from '../support/wire-gateway.js';

const REGION = 'us-east-1';
const CREDENTIALS = { accessKeyId: 'AK', secretAccessKey: 'the/secret+key' };
const CHUNKS = [Buffer.alloc(65_536, 1), Buffer.alloc(65_536, 2), Buffer.alloc(1_000, 3)];
const OBJECT = Buffer.concat(CHUNKS);

describe('chunks that the caller signed', () => {
  let dir: TempDir;
  let gateway: TestGateway;
  beforeAll(async () => {
    dir = await tempDir();
    const bucket = {
      name: 'uploads',
      path_prefix: '/uploads',
      filesystem: { root: dir.join('data'), fsync: false },
      auth: { enabled: true, sigv4: { access_key: CREDENTIALS.accessKeyId, secret_key: CREDENTIALS.secretAccessKey } },
    };
    gateway = await startGateway(`buckets: ${JSON.stringify([bucket])}`, dir.join('state'));
  });
  afterAll(async () => {
    await gateway.close();
    await dir.remove();
  });

  /** Signs the head with the AWS SDK's signer, the body with what the seed signature then is. */
  async function put(key: string, withTrailer: boolean, change: (body: Buffer) => Buffer = (body) => body) {
    const { host, hostname } = new URL(gateway.url);
    const signer = new SignatureV4({
      credentials: CREDENTIALS,
      region: REGION,
      service: 's3',
      sha256: Sha256,
      uriEscapePath: false,
      applyChecksum: false,
    });
    const { headers } = await signer.sign({
      method: 'PUT',
      protocol: 'http:',
      hostname,
      path: `/uploads/${key}`,
      headers: {
        host,
        'x-amz-content-sha256': `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${withTrailer ? '-TRAILER' : ''}`,
        'x-amz-decoded-content-length': String(OBJECT.length),
        ...(withTrailer && { 'x-amz-trailer': 'x-amz-checksum-crc32' }),
      },
    });
    const seed = /Signature=([0-9a-f]{64})/.exec(headers['authorization'] ?? '')?.[1] ?? '';
    const client = {
      secret: CREDENTIALS.secretAccessKey,
      timestamp: headers['x-amz-date'] ?? '',
      region: REGION,
      seed,
    };
    const body = change(signAwsChunked(client, CHUNKS, withTrailer ? trailer() : undefined));
    const answer = await fetch(`${gateway.url}/uploads/${key}`, { method: 'PUT', headers, body });
    return { status: answer.status, code: /<Code>(\w+)</.exec(await answer.text())?.[1] };
  }

  it.each([false, true])('are stored when every signature is right (trailer: %s)', async (withTrailer) => {
    const key = `good-${String(withTrailer)}`;
    expect(await put(key, withTrailer)).toEqual({ status: 200, code: undefined });
    expect((await readFile(join(dir.join('data'), key))).equals(OBJECT)).toBe(true);
  });

  it.each([
    ['a byte of the first chunk', false, flip(100)],
    ['a byte of the last chunk', false, flip(-200)],
    ['the signature of the empty chunk', false, flip(-10)],
    ['a byte of the last chunk before a trailer', true, flip(-400)],
    ['the signature of the trailer', true, flip(-10)],
  ] as const)('leave no object when %s is changed', async (_what, withTrailer, change) => {
    expect(await put('bad', withTrailer, change)).toEqual({ status: 403, code: 'SignatureDoesNotMatch' });
    const files = await filesBelow(dir.join('data'));
    expect(files.filter((path) => path === 'bad' || path.startsWith('.mizuchi/tmp/'))).toEqual([]);
  });
});

function trailer() {
  const crc = createHash('crc32');
  crc.update(OBJECT);
  return { name: 'x-amz-checksum-crc32', value: crc.digest().toString('base64') };
}

/** Changes one byte so that hex digits stay hex digits. */
function flip(position: number): (body: Buffer) => Buffer {
  return (body) => {
    const at = position < 0 ? body.length + position : position;
    const changed = Buffer.from(body);
    changed[at] = body[at] === 0x30 ? 0x31 : 0x30;
    return changed;
  };
}
