import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

function filesBelow(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => filesBelow(join(path, entry.name)));
}

/**
 * Hash over names and contents, not times: a fresh clone, a copied folder and a changed branch all tell the truth.
 * @param {string[]} paths files and folders below `root`; those that do not exist are left out
 */
export function fingerprint(root, paths, { ignore = () => false, extra = '' } = {}) {
  const hash = createHash('sha256').update(extra);
  const files = paths.flatMap((path) => filesBelow(join(root, path)));
  for (const file of files
    .map((path) => relative(root, path))
    .filter((path) => !ignore(path))
    .sort()) {
    const content = readFileSync(join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

export function hasStamp(file, value) {
  try {
    return readFileSync(file, 'utf8') === value;
  } catch {
    return false;
  }
}

export function writeStamp(file, value) {
  writeFileSync(file, value);
}
