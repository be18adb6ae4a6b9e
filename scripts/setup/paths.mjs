import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Not import.meta.dirname: this file must load on a Node that is too old, so that the check can say so.
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** The Node of package.json, which the npm package `node` installs. */
export const PROJECT_NODE = join(ROOT, 'node_modules/node/bin/node');

/** Folder shared by all clones of one user: test servers and clients that take minutes to install. */
export function userCache() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'mizuchi-uploadr');
}

/** Environment in which `node` and the tools of node_modules are the project's own, whatever is installed. */
export function projectEnv(extra = {}) {
  const path = [join(ROOT, 'node_modules/node/bin'), join(ROOT, 'node_modules/.bin'), process.env.PATH ?? ''];
  return { ...process.env, PATH: path.join(delimiter), ...extra };
}

/** Environment without this checkout's node_modules on PATH: npm must not run on the Node it is about to replace. */
export function machineEnv(extra = {}) {
  const entries = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((entry) => !entry.startsWith(join(ROOT, 'node_modules')));
  return { ...process.env, PATH: entries.join(delimiter), ...extra };
}

/** Short hash that names a folder by what is in it. */
export function shortHash(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
