import { randomBytes } from 'node:crypto';
import { openDemo } from '../modules/demo/index.js';
import type { Demo } from '../modules/demo/index.js';
import { embeddedDefaultConfig } from '../modules/config/index.js';
import type { ReadConfig } from './read-config.js';

/** What `serve` works with. Only the built-in default has a demo. */
export interface ServedConfig extends ReadConfig {
  readonly demo?: Demo;
}

/**
 * Adds the demo bucket to the built-in default. A configuration from a file stays as it is. Only `serve` does this: the
 * other commands leave no files behind.
 */
export async function addDemo(read: ReadConfig): Promise<ServedConfig> {
  if (read.file !== undefined) return read;
  const demo = await openDemo(read.config.server.state_dir, Date.now());
  const options = demo.ready ? { privateJwt: demo.jwt } : { secret: secretOfThisProcess() };
  const { secret, buckets } = embeddedDefaultConfig(options);
  return { ...read, config: { ...read.config, secret, buckets }, demo };
}

/** Where no secret can be kept, the ids of multipart uploads end with the process, and everything else works. */
function secretOfThisProcess(): string {
  return randomBytes(32).toString('base64url');
}
