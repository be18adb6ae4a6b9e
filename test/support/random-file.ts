import { createCipheriv, createHash } from 'node:crypto';
import type { Cipheriv, Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const CHUNK = 256 * 1024;
const ZEROS = Buffer.alloc(CHUNK);
const AES_BLOCK = 16;

/** AES-CTR key stream: as good as random, the same for the same seed, and it can start at any block. */
function keyStream(seed: string, block: bigint): Cipheriv {
  const key = createHash('sha256').update(seed).digest();
  const counter = Buffer.alloc(AES_BLOCK);
  counter.writeBigUInt64BE(block, 8);
  return createCipheriv('aes-256-ctr', key, counter);
}

function* generate(size: number, seed: string, offset: number): Generator<Buffer> {
  const cipher = keyStream(seed, BigInt(Math.floor(offset / AES_BLOCK)));
  cipher.update(ZEROS.subarray(0, offset % AES_BLOCK));
  for (let left = size; left > 0; left -= CHUNK) yield cipher.update(ZEROS.subarray(0, Math.min(left, CHUNK)));
}

/** Where content begins and what it is made from. */
export interface ContentOptions {
  /** Other seed, other content. */
  readonly seed?: string;
  /** First byte of the content to take: a part of an object is content at its offset. */
  readonly offset?: number;
}

/** Deterministic, incompressible content of `size` bytes; memory does not grow with it. */
export function randomStream(size: number, { seed = 'mizuchi', offset = 0 }: ContentOptions = {}): Readable {
  return Readable.from(generate(size, seed, offset), { objectMode: false, highWaterMark: CHUNK });
}

/** The same content in one piece. */
export function randomBytes(size: number, { seed = 'mizuchi', offset = 0 }: ContentOptions = {}): Buffer {
  return Buffer.concat([...generate(size, seed, offset)], size);
}

function digest(hash: Hash, size: number, { seed = 'mizuchi', offset = 0 }: ContentOptions): string {
  for (const chunk of generate(size, seed, offset)) hash.update(chunk);
  return hash.digest('hex');
}

/** Hash of the content in hex, by its OpenSSL name (`sha256`, `md5`). Blocks for about a second per GiB. */
export function randomContentHash(size: number, algorithm = 'sha256', options: ContentOptions = {}): string {
  return digest(createHash(algorithm), size, options);
}

/** Hash in hex and length in bytes of any stream, such as a stored file or the body of a download. */
export async function hashStream(
  stream: AsyncIterable<Uint8Array>,
  algorithm = 'sha256',
): Promise<{ readonly hash: string; readonly size: number }> {
  const hash = createHash(algorithm);
  let size = 0;
  for await (const chunk of stream) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { hash: hash.digest('hex'), size };
}

/** Writes the content to a file. @returns its SHA-256 in hex */
export async function writeRandomFile(path: string, size: number, options: ContentOptions = {}): Promise<string> {
  const hash = createHash('sha256');
  const hashed = async function* (source: AsyncIterable<Buffer>) {
    for await (const chunk of source) {
      hash.update(chunk);
      yield chunk;
    }
  };
  await pipeline(randomStream(size, options), hashed, createWriteStream(path));
  return hash.digest('hex');
}
