import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import { encodedQuery, EXPIRES, onWire, pathOf, SIGNED_FOR, timestampOf } from './signable-request.js';
import type { IndependentSigner, Signable, SignedWire } from './signable-request.js';

const ORIGIN = `http://${SIGNED_FOR.host}`;

/** The signer of boto3 and of the AWS CLI, in one Python process that signs a request after the other. */
export class BotocoreSigner implements IndependentSigner {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: Interface;
  readonly #answers: AsyncIterator<string>;
  #complaints = '';

  /** @param python path of an interpreter that has botocore */
  constructor(python: string) {
    this.#process = spawn(python, [join(import.meta.dirname, 'botocore_signer.py')]);
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => (this.#complaints += text));
    // EPIPE: the process has ended, and what it said on stderr tells why.
    this.#process.stdin.on('error', () => undefined);
    this.#lines = createInterface(this.#process.stdout);
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  signHeader(request: Signable): Promise<SignedWire> {
    return this.#sign(request, { payload: request.payloadHash });
  }

  presign(request: Signable): Promise<SignedWire> {
    return this.#sign(request, { expires: EXPIRES });
  }

  async stop(): Promise<void> {
    const ended = this.#process.exitCode === null ? once(this.#process, 'exit') : undefined;
    this.#process.stdin.end();
    await ended;
    this.#lines.close();
  }

  async #sign(request: Signable, how: Readonly<Record<string, unknown>>): Promise<SignedWire> {
    const { accessKeyId, region, host } = SIGNED_FOR;
    const { method, headers, secretAccessKey, sessionToken } = request;
    const job = {
      ...{ method, accessKeyId, secretAccessKey, sessionToken, region, ...how },
      timestamp: timestampOf(request),
      url: `${ORIGIN}${pathOf(request)}?${encodedQuery(request.query)}`,
      headers: { ...headers, host },
    };
    this.#process.stdin.write(`${JSON.stringify(job)}\n`);
    const answer = await this.#answers.next();
    if (answer.done === true) throw new Error(`the signer has ended: ${this.#complaints}`);
    const signed = JSON.parse(answer.value) as { url: string; headers: Record<string, string> };
    return onWire(method, signed.url.slice(ORIGIN.length), signed.headers);
  }
}
