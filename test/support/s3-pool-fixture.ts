import { Readable } from 'node:stream';
import { afterEach } from '@jest/globals';
import type { GatewayError } from '../../src/common/errors/gateway-error.js';
import { S3Store } from '../../src/modules/s3-pool/index.js';
import type { HeaderMap, UploadBody, WriteResult } from '../../src/modules/storage/index.js';
import { RawBackend, answer } from './raw-backend.js';
import type { Ending, Script } from './raw-backend.js';
import { s3Config } from './s3-config.js';
import { bodyOf, streamedBody } from './upload-bodies.js';

export const NO_HEADERS: HeaderMap = new Map();
export const ADDRESS = { bucket: 'front', key: 'k' };
/** Answer to a write that succeeded. */
export const STORED = answer('200 OK', { ETag: '"e"' });
/** Bytes of a body that does not fit into the buffers on the way. */
export const LARGE = 64 * 1_048_576;

/** What errors look like to the caller of a store. */
export const UNAVAILABLE = {
  name: 'GatewayError',
  code: 'ServiceUnavailable',
  status: 503,
  source: 'upstream',
  retryable: true,
};
export const TIMEOUT = { ...UNAVAILABLE, code: 'GatewayTimeout', status: 504 };
export const INCOMPLETE = { name: 'GatewayError', code: 'IncompleteBody', status: 400, source: 'client' };

/** Scripted backends and the stores in front of them. Made once per test file; ends what a test has started. */
export class S3PoolFixture {
  readonly #open: { close(): Promise<void> }[] = [];

  constructor() {
    afterEach(async () => {
      for (const resource of this.#open.splice(0).reverse()) await resource.close();
    });
  }

  async backend(script: Script): Promise<RawBackend> {
    const backend = await RawBackend.start(script);
    this.#open.push(backend);
    return backend;
  }

  store(endpoint: string, changes: Parameters<typeof s3Config>[1] = {}): S3Store {
    const store = new S3Store(s3Config(endpoint, changes));
    this.#open.push(store);
    return store;
  }
}

/** PutObject of a small body, or of the given one. */
export function put(store: S3Store, body = bodyOf(Buffer.alloc(100, 'x'))): Promise<WriteResult> {
  return store.putObject({ address: ADDRESS, headers: NO_HEADERS, body });
}

/** Answers every request on every connection with the same text. */
export function always(text: string): Script {
  return async (connection) => {
    for (;;) {
      await connection.request();
      connection.send(text);
    }
  };
}

/** A body that goes on for as long as somebody reads it, and how much of it was read. */
export function endlessBody(length = LARGE): {
  body: UploadBody;
  counter: { bytes: number; stream: Readable | undefined };
} {
  const counter = { bytes: 0, stream: undefined as Readable | undefined };
  const body = streamedBody(length, () => {
    counter.stream = new Readable({
      read() {
        const chunk = Buffer.alloc(Math.min(65_536, length - counter.bytes), 'x');
        counter.bytes += chunk.length;
        this.push(chunk.length === 0 ? null : chunk);
      },
    });
    return counter.stream;
  });
  return { body, counter };
}

/** How the first connection to a backend ended. */
export async function endingOf(backend: RawBackend): Promise<Ending> {
  const connection = await backend.connection();
  return connection.ending;
}

/** What a promise rejects with. @throws Error when it does not */
export async function failure(promise: Promise<unknown>): Promise<GatewayError> {
  try {
    await promise;
  } catch (error) {
    return error as GatewayError;
  }
  throw new Error('it did not fail');
}
