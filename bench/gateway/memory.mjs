/*
 * How much memory the gateway needs while it takes one object of 5 GiB, 200 objects of 10 MiB at once, plain and in
 * aws-chunked, and one form of 1 GiB, on each store. The resident memory of the built gateway may grow by less than 100 MiB; otherwise the exit code is 1.
 * usage: node bench/gateway/memory.mjs [folder] [s3]     (both by default; s3 needs MIZUCHI_VERSITYGW)
 * Needs 6 GB of room in the system's temporary folder, or where TMPDIR says.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forgetPeak, memoryOf, startBackend, startGateway } from './gateway-process.mjs';
import { postForm, put, putMany } from './upload-load.mjs';

const LIMIT_MIB = 100;
const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

const LOADS = {
  'one PUT of 5 GiB': (gateway) => put(gateway, { key: 'large', bytes: 5 * GIB }),
  '200 PUTs of 10 MiB at once': (gateway) => putMany(gateway, 200, { bytes: 10 * MIB }),
  'one form of 1 GiB': (gateway) => postForm(gateway, { key: 'form', bytes: GIB }),
  '200 aws-chunked PUTs of 10 MiB at once': (gateway) => putMany(gateway, 200, { bytes: 10 * MIB, isFramed: true }),
};

async function withGateway(storeName, work) {
  const folder = mkdtempSync(join(tmpdir(), 'mizuchi-memory-'));
  const data = join(folder, 'data');
  for (const path of [join(data, 'backend'), join(folder, 'iam')]) mkdirSync(path, { recursive: true });
  let backend;
  let gateway;
  try {
    if (storeName === 's3') backend = await startBackend(versitygw(), join(folder, 'iam'), data);
    gateway = await startGateway(folder, backend?.store ?? `filesystem: { root: ${data} }`);
    return await work(gateway);
  } finally {
    await gateway?.stop();
    await backend?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function versitygw() {
  const path = process.env.MIZUCHI_VERSITYGW;
  if (!path) throw new Error('MIZUCHI_VERSITYGW is not set: eval "$(npm run --silent test:env)"');
  return path;
}

/** @returns growth of the resident memory in MiB, from a gateway that has served nothing to its highest point */
async function measure(storeName, loadName) {
  return withGateway(storeName, async (gateway) => {
    forgetPeak(gateway.pid);
    const before = memoryOf(gateway.pid);
    const began = performance.now();
    await LOADS[loadName](gateway);
    const seconds = (performance.now() - began) / 1000;
    const after = memoryOf(gateway.pid);
    const growth = after.peak - before.rss;
    const figures = `before ${show(before.rss)}, after ${show(after.rss)} (anonymous ${show(after.anonymous)}), peak ${show(after.peak)}`;
    process.stdout.write(
      `${storeName}, ${loadName}: growth ${show(growth)} (${figures}); ${seconds.toFixed(1)} s: ${growth < LIMIT_MIB ? 'ok' : 'TOO MUCH'}\n`,
    );
    return growth;
  });
}

const show = (mib) => `${mib.toFixed(1)} MiB`;

const stores = process.argv.length > 2 ? process.argv.slice(2) : ['folder', 's3'];
for (const store of stores) {
  for (const load of Object.keys(LOADS)) {
    if (!((await measure(store, load)) < LIMIT_MIB)) process.exitCode = 1;
  }
}
