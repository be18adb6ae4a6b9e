import { createHash } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { CHECKSUM_ALGORITHMS } from '../../common/checksums/checksum.js';
import { errorCode } from '../../common/errors/classify.js';
import { createFolder, syncFolder } from './durability.js';
import { unlessMissing } from './file-errors.js';
import { pathHashOf } from './key-path.js';
import type { StoreFolder } from './store-folder.js';
import { TemporaryFile } from './temporary-file.js';

/*
 * An object is two files, its data and its metadata, and no file system publishes two files in one step. So the
 * metadata file is written first and carries the *generation* of its data file in its name: the modification time in
 * nanoseconds, which the writer chooses such that no other generation of the object has it, and the size. Putting the
 * data file in place is then the only step that readers can see, and it brings the metadata with it:
 *
 * - A process killed before that step leaves metadata that no data file refers to; after it, metadata of a data file that
 *   is gone. Neither is ever read. The first kind is removed by the start-up sweep, the second by the writer.
 * - A reader finds the metadata of the very data file it looked at, or none because the object was replaced meanwhile,
 *   and then looks again (stored-object.ts).
 * - A file that was put or changed by hand matches no metadata and is an object with default properties.
 *
 * Unlike the inode number, modification time and size survive a backup that keeps times (`cp -a`, `rsync -a`).
 */

const metadataSchema = z.object({
  key: z.string(),
  /** In double quotes. */
  etag: z.string(),
  /** Bytes. */
  size: z.number(),
  /** ISO 8601, for people who look into the file: the data file's modification time counts. */
  lastModified: z.string(),
  /** Request headers that every HeadObject answer repeats, and tagging. */
  headers: z.record(z.string(), z.string()),
  /** Base64; of a COMPOSITE checksum with its `-N`. */
  checksums: z.partialRecord(z.enum(CHECKSUM_ALGORITHMS), z.string()),
  checksumType: z.enum(['FULL_OBJECT', 'COMPOSITE']).optional(),
  /** Bytes of each part of a multipart upload, in order. */
  partSizes: z.array(z.number()).optional(),
});
export type ObjectMetadata = z.infer<typeof metadataSchema>;

/** What a file has to have for {@link generationOf}: a `BigIntStats`, in short. */
interface FileTimes {
  readonly mtimeNs: bigint;
  readonly size: bigint;
}

export function generationOf({ mtimeNs, size }: FileTimes): string {
  return `${mtimeNs}-${size}`;
}

/** Where the metadata of one generation of a data file is. */
export function metadataPath(folder: StoreFolder, relativePath: string, generation: string): string {
  return hashedMetadataPath(folder, pathHashOf(relativePath), generation);
}

/** The same for a caller that knows only the hash of the relative path. */
export function hashedMetadataPath(folder: StoreFolder, pathHash: string, generation: string): string {
  return join(folder.metadata, pathHash.slice(0, 2), `${pathHash.slice(2)}.${generation}.json`);
}

/**
 * Gives a finished data file, still under its temporary name, a generation of its own, and writes the metadata for it.
 * @returns the path of the metadata file
 */
export async function writeMetadata(
  folder: StoreFolder,
  relativePath: string,
  data: FileHandle,
  metadata: Omit<ObjectMetadata, 'lastModified'>,
): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    // The kernel's clock may stand still for milliseconds; the random part tells two writes of one tick apart. Should
    // it not, or should the file system keep whole seconds only, the next attempt is a second later.
    const seconds = (Date.now() + Math.random()) / 1000 + attempt;
    await data.utimes(seconds, seconds);
    const stat = await data.stat({ bigint: true });
    const path = metadataPath(folder, relativePath, generationOf(stat));
    const file = await createMetadataFile(path, folder.fsync);
    if (file === undefined) continue;
    try {
      await file.writeFile(JSON.stringify({ ...metadata, lastModified: stat.mtime.toISOString() }));
      if (folder.fsync) await file.sync();
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    if (folder.fsync) await syncFolder(dirname(path));
    return path;
  }
}

/**
 * Gives one generation of a data file other metadata, in one step. To be called under the object's lock: else the data
 * file could be replaced meanwhile, and nobody would remove what is written here.
 */
export async function replaceMetadata(
  folder: StoreFolder,
  relativePath: string,
  generation: string,
  metadata: ObjectMetadata,
): Promise<void> {
  const path = metadataPath(folder, relativePath, generation);
  await createFolder(dirname(path), folder.fsync);
  const draft = await TemporaryFile.create(folder, 'metadata');
  try {
    await draft.handle.writeFile(JSON.stringify(metadata));
    await draft.finish(folder.fsync);
    await rename(draft.path, path);
  } finally {
    await draft.discard();
  }
  if (folder.fsync) await syncFolder(dirname(path));
}

/** The metadata of one generation of a data file; undefined when there is none, or none that can be read. */
export async function readMetadata(
  folder: StoreFolder,
  key: string,
  relativePath: string,
  generation: string,
): Promise<ObjectMetadata | undefined> {
  const text = await unlessMissing(readFile(metadataPath(folder, relativePath, generation), 'utf8'));
  if (text === undefined) return undefined;
  const metadata = parseMetadata(text);
  return metadata?.key === key ? metadata : undefined;
}

/** The key that the text of a metadata file names. */
export function keyInMetadata(text: string): string | undefined {
  return parseMetadata(text)?.key;
}

function parseMetadata(text: string): ObjectMetadata | undefined {
  try {
    return metadataSchema.parse(JSON.parse(text));
  } catch {
    // Cut off by a power failure without fsync: the data file is then as good as one put there by hand.
    return undefined;
  }
}

/**
 * Stands in for the metadata of a file that was put there by hand. The ETag changes with the file but is not its
 * MD5, which would mean to read it all for one HeadObject: the `-0` keeps clients from comparing it with an MD5.
 */
export function metadataOfForeignFile(key: string, stat: FileTimes & { readonly mtime: Date }): ObjectMetadata {
  const tag = createHash('md5')
    .update(`${key}\n${generationOf(stat)}`)
    .digest('hex');
  return {
    key,
    etag: `"${tag}-0"`,
    size: Number(stat.size),
    lastModified: stat.mtime.toISOString(),
    headers: {},
    checksums: {},
  };
}

/** @returns undefined when this generation exists already */
async function createMetadataFile(path: string, fsync: boolean): Promise<FileHandle | undefined> {
  try {
    return (await unlessMissing(open(path, 'wx'))) ?? (await createWithFolder(path, fsync));
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return undefined;
    throw error;
  }
}

async function createWithFolder(path: string, fsync: boolean): Promise<FileHandle> {
  await createFolder(dirname(path), fsync);
  return open(path, 'wx');
}
