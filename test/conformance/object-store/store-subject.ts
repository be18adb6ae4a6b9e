import { createHash, randomBytes } from 'node:crypto';
import { expect } from '@jest/globals';
import type {
  CompletedObject,
  CompletedPart,
  ObjectAddress,
  ObjectHead,
  ObjectStore,
  PartChecksums,
  WriteResult,
} from '../../../src/modules/storage/index.js';
import { MemoryBody } from '../../support/memory-body.js';
import type { MemoryBodyOptions } from '../../support/memory-body.js';

/** What a store may lack and still be a good store. */
export interface StoreCapabilities {
  /** Of many simultaneous `If-None-Match: *` exactly one succeeds. */
  readonly atomicCreate: boolean;
  readonly conditionalWrites: boolean;
  readonly listMultipartUploads: boolean;
  /** Buckets that do not exist are told from those that do. */
  readonly missingBucket: boolean;
  /** x-amz-checksum-algorithm and -type of multipart uploads. */
  readonly multipartChecksums: boolean;
  /** GetObject gives single parts of a multipart object. */
  readonly readsParts: boolean;
  /** Names of the keys in keys.ts that the store refuses. */
  readonly unsupportedKeys: readonly string[];
}

export interface ObjectStoreFixture {
  readonly store: ObjectStore;
  /** An existing bucket. Objects and uploads of other runs may be in it. */
  readonly bucket: string;
  /** Reads stored bytes past the adapter; rejects when there is no object. */
  read?(address: ObjectAddress): Promise<Buffer>;
  close(): Promise<void>;
}
export type ObjectStoreFactory = () => Promise<ObjectStoreFixture>;

type Headers = Readonly<Record<string, string>>;

/** The smallest size of a part that is not the last. */
export const PART_SIZE = 5 * 1024 * 1024;

/** The store under test, and short words for what the cases do with it. */
export class StoreSubject {
  /** In every key, so that runs do not meet in a bucket that lives on. */
  readonly run = randomBytes(4).toString('hex');
  private fixture: ObjectStoreFixture | undefined;

  constructor(readonly capabilities: StoreCapabilities) {}

  async start(factory: ObjectStoreFactory): Promise<void> {
    this.fixture = await factory();
  }

  async stop(): Promise<void> {
    await this.fixture?.store.close();
    await this.fixture?.close();
  }

  get store(): ObjectStore {
    return this.started().store;
  }

  get bucket(): string {
    return this.started().bucket;
  }

  address(key: string): ObjectAddress {
    return { bucket: this.bucket, key };
  }

  async put(
    key: string,
    content: Buffer | string,
    headers: Headers = {},
    body?: MemoryBodyOptions,
  ): Promise<WriteResult> {
    return this.store.putObject({
      address: this.address(key),
      headers: new Map(Object.entries(headers)),
      body: new MemoryBody(content, body),
    });
  }

  async head(key: string, headers: Headers = {}): Promise<ObjectHead> {
    return this.store.headObject({ address: this.address(key), headers: new Map(Object.entries(headers)) });
  }

  async create(key: string, headers: Headers = {}): Promise<string> {
    const created = await this.store.createMultipartUpload({
      address: this.address(key),
      headers: new Map(Object.entries(headers)),
    });
    return created.uploadId;
  }

  /** Uploads a part and returns it as a Complete lists it. */
  async part(
    key: string,
    uploadId: string,
    partNumber: number,
    content: Buffer | string,
    body: MemoryBodyOptions = {},
  ): Promise<CompletedPart> {
    const memoryBody = new MemoryBody(content, body);
    const { etag } = await this.store.uploadPart({
      address: this.address(key),
      uploadId,
      partNumber,
      headers: new Map(),
      body: memoryBody,
    });
    const value = memoryBody.checksum?.value ?? memoryBody.trailerChecksum;
    const checksums: PartChecksums =
      body.checksum === undefined || value === undefined ? {} : { [body.checksum]: value };
    return { partNumber, etag, checksums };
  }

  async complete(
    key: string,
    uploadId: string,
    parts: readonly CompletedPart[],
    headers: Headers = {},
  ): Promise<CompletedObject> {
    return this.store.completeMultipartUpload({
      address: this.address(key),
      uploadId,
      parts,
      headers: new Map(Object.entries(headers)),
    });
  }

  async abort(key: string, uploadId: string): Promise<void> {
    await this.store.abortMultipartUpload({ address: this.address(key), uploadId });
  }

  async partNumbers(key: string, uploadId: string): Promise<number[]> {
    const { parts } = await this.store.listParts({
      address: this.address(key),
      uploadId,
      partNumberMarker: 0,
      maxParts: 1000,
      headers: new Map(),
    });
    return parts.map(({ partNumber }) => partNumber);
  }

  async expectContent(key: string, content: Buffer | string): Promise<void> {
    const { headers } = await this.head(key);
    expect(headers.get('content-length')).toBe(String(Buffer.byteLength(content)));
    const stored = await this.started().read?.(this.address(key));
    // Not toEqual on the bytes: printing the difference of two large buffers takes minutes.
    if (stored !== undefined) expect(md5(stored)).toBe(md5(content));
  }

  async expectMissing(key: string): Promise<void> {
    await expect(this.head(key)).rejects.toMatchObject({ status: 404 });
    const stored = this.started().read?.(this.address(key));
    if (stored !== undefined) await expect(stored).rejects.toBeDefined();
  }

  private started(): ObjectStoreFixture {
    if (this.fixture === undefined) throw new Error('The fixture is created in beforeAll.');
    return this.fixture;
  }
}

export function md5(content: Buffer | string): string {
  return createHash('md5').update(content).digest('hex');
}
