import { join } from 'node:path';
import { addDemo } from '../../src/cli/add-demo.js';
import type { ServedConfig } from '../../src/cli/add-demo.js';
import { embeddedDefaultConfig } from '../../src/modules/config/index.js';

/** What `npm start` serves, on ports of the system's choice and in another folder, the demo included. */
export async function builtInDefaultIn(dir: string, stateDir = join(dir, '.mizuchi')): Promise<ServedConfig> {
  const config = embeddedDefaultConfig();
  const anyPort = { kind: 'tcp', host: '127.0.0.1', port: 0 } as const;
  const elsewhere = {
    ...config,
    server: { ...config.server, address: anyPort, state_dir: stateDir },
    management: { address: anyPort },
  };
  const served = await addDemo({ config: elsewhere, file: undefined });
  const buckets = served.config.buckets.map((bucket) =>
    bucket.filesystem === undefined
      ? bucket
      : { ...bucket, filesystem: { fsync: false, root: join(dir, bucket.filesystem.root) } },
  );
  return { ...served, config: { ...served.config, buckets } };
}
