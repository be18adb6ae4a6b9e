import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runClient } from '../run-client.js';
import type { Client, Job, Session } from './client.js';

/** All uploads of one client run in one process: interpreters start slowly. Milliseconds. */
const PATIENCE_MS = 180_000;
const DRIVERS = join(import.meta.dirname, 'drivers');

/** Environment variables with which the libraries of all languages find the authority of the test. */
export function trusting(caFile: string): Record<string, string> {
  return { AWS_CA_BUNDLE: caFile, NODE_EXTRA_CA_CERTS: caFile, SSL_CERT_FILE: caFile };
}

/** @param name of a file in the folder of the drivers */
export function driverPath(name: string): string {
  return join(DRIVERS, name);
}

/** Uploads with a program of our own around a library: it reads a plan and tells how each job ended. */
export function uploadWithDriver(command: () => readonly [string, ...string[]]): Client['upload'] {
  return async (session: Session, jobs: readonly Job[]) => {
    const plan = join(session.scratch, `${randomUUID()}.json`);
    const { endpoint, bucket, region, accessKey, secretKey } = session;
    await writeFile(
      plan,
      JSON.stringify({ endpoint, bucket, region, access_key: accessKey, secret_key: secretKey, jobs }),
    );
    const [program, ...args] = command();
    const env = trusting(session.caFile);
    const { code, stdout, stderr } = await runClient(program, [...args, plan], { env, timeoutMs: PATIENCE_MS });
    if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
    const results = JSON.parse(stdout) as (string | null)[];
    if (results.length !== jobs.length) throw new Error(`${results.length} results of ${jobs.length} jobs`);
    return results.map((words) => words ?? undefined);
  };
}
