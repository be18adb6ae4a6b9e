/** A fault that the reader can mend: printed without a stack, and the process ends with 1. */
export class SetupError extends Error {}

/** Progress goes to stderr, so that stdout carries only what the started command prints. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** Says what is being done and, afterwards, how long it took. */
export async function timed(text, work) {
  const started = Date.now();
  say(text);
  const result = await work();
  say(`  done in ${Math.round((Date.now() - started) / 1000)} s`);
  return result;
}

/** Ends the process as the reader expects it: words for our own faults, a stack for bugs. */
export function fail(error) {
  say(error instanceof SetupError ? `\n${error.message}` : (error?.stack ?? String(error)));
  process.exit(1);
}
