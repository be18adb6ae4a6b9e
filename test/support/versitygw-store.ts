import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { S3Store } from '../../src/modules/s3-pool/index.js';
import { versitygwConfig } from './s3-config.js';
import { startVersitygw } from './versitygw.js';
import type { Versitygw } from './versitygw.js';

const BUCKET = 'backend-bucket';

/** A store in front of a bucket of versitygw, for all tests of a `describe`. Made once there; ends by itself. */
export class VersitygwStore {
  #server: Versitygw | undefined;
  #store: S3Store | undefined;

  constructor() {
    beforeAll(async () => {
      this.#server = await startVersitygw();
      await this.#server.createBucket(BUCKET);
      this.#store = new S3Store(versitygwConfig(this.#server, BUCKET));
    });
    afterAll(async () => {
      await this.#store?.close();
      await this.#server?.stop();
    });
  }

  get server(): Versitygw {
    return started(this.#server);
  }

  get store(): S3Store {
    return started(this.#store);
  }

  /** Where the bytes of an object lie. */
  path(key: string): string {
    return join(this.server.root, BUCKET, key);
  }

  stored(key: string): Promise<Buffer> {
    return readFile(this.path(key));
  }

  /** Digests, because Jest compares long buffers byte by byte in JavaScript. */
  async storedMd5(key: string): Promise<string> {
    return md5(await this.stored(key));
  }
}

/** Address of a key in the bucket as clients name it. */
export const at = (key: string) => ({ bucket: 'front', key });

export function md5(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex');
}

function started<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('versitygw is started before the first test, not earlier');
  return value;
}
