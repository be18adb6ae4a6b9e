import { MAX_KEY_BYTES } from '../../common/s3/limits.js';
import type { ListedObject, ListObjectsRequest, ObjectPage } from '../storage/index.js';
import { storageClassOf } from './object-headers.js';
import { decodeListToken, encodeListToken } from './list-token.js';
import { KeyWalk } from './key-walk.js';
import type { StoreFolder } from './store-folder.js';
import { readStoredObject } from './stored-object.js';

interface PageNames {
  readonly keys: string[];
  readonly commonPrefixes: string[];
  /** The last key or common prefix of the page when others follow it. */
  readonly next: string;
}

/** Objects whose metadata are read at the same time. */
const CONCURRENT_READS = 16;

/** S3 API reference: ListObjects, ListObjectsV2. */
export async function listObjects(folder: StoreFolder, request: ListObjectsRequest): Promise<ObjectPage> {
  const { start, prefix } = request;
  const after = start.kind === 'token' ? decodeListToken(start.token) : start.key;
  // No key has such a prefix, and no file such a name.
  const impossible = prefix.includes('\0') || Buffer.byteLength(prefix) > MAX_KEY_BYTES;
  const { keys, commonPrefixes, next } = impossible
    ? { keys: [], commonPrefixes: [], next: '' }
    : await collectPage(folder, request, after);
  const continued = next === '' || start.kind === 'marker' ? next : encodeListToken(next);
  return { objects: await describeObjects(folder, keys), commonPrefixes, isTruncated: next !== '', next: continued };
}

async function collectPage(folder: StoreFolder, request: ListObjectsRequest, after: string): Promise<PageNames> {
  const { prefix, delimiter, start, maxKeys } = request;
  const walk = new KeyWalk(folder, prefix, after);
  // The page before may have ended with a common prefix: what it stands for has been listed.
  if (start.kind !== 'start-after' && groupOf(after, prefix, delimiter) === after) walk.skip(after);
  const keys: string[] = [];
  const commonPrefixes: string[] = [];
  let last = '';
  for await (const key of walk.keys()) {
    if (keys.length + commonPrefixes.length === maxKeys) return { keys, commonPrefixes, next: last };
    const group = groupOf(key, prefix, delimiter);
    last = group ?? key;
    if (group === undefined) {
      keys.push(key);
    } else {
      commonPrefixes.push(group);
      walk.skip(group);
    }
  }
  return { keys, commonPrefixes, next: '' };
}

/** The common prefix that a key is listed under, if it is. */
function groupOf(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '' || !key.startsWith(prefix)) return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end === -1 ? undefined : key.slice(0, end + delimiter.length);
}

async function describeObjects(folder: StoreFolder, keys: readonly string[]): Promise<ListedObject[]> {
  const objects: ListedObject[] = [];
  for (let index = 0; index < keys.length; index += CONCURRENT_READS) {
    const some = keys.slice(index, index + CONCURRENT_READS);
    const found = await Promise.all(some.map((key) => describeObject(folder, key)));
    objects.push(...found.filter((object) => object !== undefined));
  }
  return objects;
}

/** @returns undefined when it has been deleted since its name was read */
async function describeObject(folder: StoreFolder, key: string): Promise<ListedObject | undefined> {
  const object = await readStoredObject(folder, key);
  if (object === undefined) return undefined;
  const { metadata, lastModified } = object;
  const { etag, size, headers } = metadata;
  return { key, etag, size, lastModified, storageClass: storageClassOf(headers) };
}
