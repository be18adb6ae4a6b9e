/*
 * The part that the Node drivers share: reads a plan, runs its jobs and reports.
 * usage: DRIVER.mjs PLAN, where PLAN is a JSON file. Prints a JSON array with one element per job: null when it was
 * uploaded, else the words of the client.
 */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';

/** @param makeCalls takes the plan and returns functions by the names of the calls */
export async function run(makeCalls) {
  const plan = JSON.parse(await readFile(process.argv[2], 'utf8'));
  const calls = makeCalls(plan);
  const results = [];
  for (const job of plan.jobs) {
    try {
      await calls[job.call](job);
      results.push(null);
    } catch (error) {
      results.push(`${error.name}: ${error.message}`);
    }
  }
  process.stdout.write(JSON.stringify(results));
}

/** What any HTTP client does with a presigned URL. */
export async function putUrl(url, path) {
  const answer = await fetch(url, { method: 'PUT', body: await readFile(path) });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}

/** A stream of which nobody can tell the length. */
export function pipeOf(path, chunkBytes = 64 * 1024) {
  return Readable.from(createReadStream(path, { highWaterMark: chunkBytes }), { objectMode: false });
}
