import { createHash } from 'node:crypto';

/** Longest file name, in bytes of UTF-8, that is used as it is. NAME_MAX is 255 on Linux, less under eCryptfs. */
const LONGEST_NAME = 200;

/** The store's own folder in every root. No key can name it, see {@link relativePathOf}. */
export const PRIVATE_FOLDER = '.mizuchi';

/**
 * The file of a key, relative to the root. Injective: two different keys never share a file.
 *
 * A segment is its own file name where that is safe. `%` followed by the segment stands for one that is empty (from a
 * leading, trailing or double slash), is a dot segment, starts with `%` or starts with `.mizuchi`; `%~` and
 * the SHA-256 stand for one that is too long. No plain name starts with `%`, and no escaped one with `%~`, so the
 * three kinds never meet. Unicode is left alone: NFC and NFD are two keys, and two files wherever the file system
 * compares names by byte, as Linux does. Whether `A` and `a` differ is the file system's matter as well.
 */
export function relativePathOf(key: string): string {
  return key.split('/').map(fileNameOf).join('/');
}

/**
 * The segment that a file name stands for.
 * @returns undefined for a name that only the key itself can explain, and for one that no key has
 */
export function segmentOf(fileName: string): string | undefined {
  const segment = fileName.startsWith('%') ? fileName.slice(1) : fileName;
  return fileNameOf(segment) === fileName ? segment : undefined;
}

/** Whether a file name is the hash of a segment that is too long for one. */
export function isHashedName(fileName: string): boolean {
  return /^%~[0-9a-f]{64}$/.test(fileName);
}

/** Names the metadata, lock and temporary files of a relative path, whatever its length. */
export function pathHashOf(relativePath: string): string {
  return createHash('sha256').update(relativePath).digest('hex');
}

export function fileNameOf(segment: string): string {
  if (Buffer.byteLength(segment) > LONGEST_NAME) return `%~${pathHashOf(segment)}`;
  return mustBeEscaped(segment) ? `%${segment}` : segment;
}

function mustBeEscaped(segment: string): boolean {
  if (segment === '' || segment === '.' || segment === '..' || segment.startsWith('%')) return true;
  // Lower-cased because a file system that ignores case would take `.Mizuchi` for our own folder.
  return segment.toLowerCase().startsWith(PRIVATE_FOLDER);
}
