import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { relativePathOf } from '../../src/modules/filesystem-store/key-path.js';
import { createFilesystemStore } from '../../src/modules/filesystem-store/index.js';
import { describeObjectStore } from '../conformance/object-store.js';

describeObjectStore(
  'filesystem, one folder',
  async () => {
    const root = await mkdtemp(join(tmpdir(), 'mizuchi-store-'));
    return {
      store: await createFilesystemStore({ root, fsync: true }),
      bucket: 'uploads',
      read: ({ key }) => readFile(join(root, relativePathOf(key))),
      close: () => rm(root, { recursive: true }),
    };
  },
  // A plain root serves whatever bucket the configuration maps to it.
  { missingBucket: false },
);

describeObjectStore('filesystem, a folder for each bucket', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'mizuchi-store-'));
  await mkdir(join(parent, 'team-a'));
  return {
    store: await createFilesystemStore({ root: join(parent, '{bucket}'), fsync: false }),
    bucket: 'team-a',
    read: ({ bucket, key }) => readFile(join(parent, bucket, relativePathOf(key))),
    close: () => rm(parent, { recursive: true }),
  };
});
