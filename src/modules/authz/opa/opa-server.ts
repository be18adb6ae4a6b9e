import { Pool } from 'undici';
import type { Dispatcher } from 'undici';
import { tlsConnectOptions } from '../../../common/tls/connect-options.js';
import { errorCode } from '../../../common/errors/classify.js';
import type { OpaServerConfig } from '../../config/index.js';
import type { AuthorizationRequest, Decision } from '../../runtime/index.js';
import type { Engine } from '../decisions/engine.js';
import { engineBreaker } from '../engine-breaker.js';
import { policyInput, withTime } from './policy-input.js';
import { readDecision } from './read-decision.js';

const CONNECTIONS = 64;
/** Bytes; a decision is small. */
const MAX_ANSWER_BYTES = 64 * 1024;
/** With these a kept connection ends that the server has closed while it was unused: nothing was decided yet. */
const STALE = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/** A policy that an OPA server evaluates ("Get a Document (with Input)" of its Data API). */
export class OpaServer implements Engine {
  readonly name = 'opa';
  readonly #pool: Pool;
  readonly #path: string;
  readonly #timeoutMs: number;
  readonly #breaker = engineBreaker();

  constructor({ url, policy_path, timeout_seconds, tls }: OpaServerConfig) {
    const { origin, pathname } = new URL(url);
    this.#timeoutMs = timeout_seconds * 1000;
    this.#pool = new Pool(origin, {
      connections: CONNECTIONS,
      connect: { timeout: this.#timeoutMs, ...tlsConnectOptions(tls) },
    });
    const segments = policy_path.split('/').map(encodeURIComponent);
    this.#path = `${pathname.replace(/\/$/, '')}/v1/data/${segments.join('/')}`;
  }

  inputOf(request: AuthorizationRequest): string {
    return policyInput(request);
  }

  evaluate(input: string): Promise<Decision> {
    return this.#breaker.run(async () => {
      const body = `{"input":${withTime(input, new Date())}}`;
      return readDecision(resultOf(await this.#ask(body, AbortSignal.timeout(this.#timeoutMs))));
    });
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }

  async #ask(body: string, signal: AbortSignal): Promise<string> {
    try {
      return await this.#askOnce(body, signal);
    } catch (error) {
      if (signal.aborted) throw new Error(`no answer within ${this.#timeoutMs / 1000} seconds`, { cause: error });
      if (!STALE.has(errorCode(error) ?? '')) throw error;
      return this.#askOnce(body, signal);
    }
  }

  async #askOnce(body: string, signal: AbortSignal): Promise<string> {
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const answer = await this.#pool.request({ method: 'POST', path: this.#path, headers, body, signal });
    const text = await readText(answer.body);
    if (answer.statusCode !== 200) throw new Error(`it answers with status ${answer.statusCode}`);
    return text;
  }
}

async function readText(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Leaving the loop destroys the body, and the connection with it.
    if (size > MAX_ANSWER_BYTES) throw new Error(`its answer is longer than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function resultOf(text: string): unknown {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (cause) {
    throw new Error('its answer is no JSON', { cause });
  }
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer))
    throw new Error('its answer is no object');
  return 'result' in answer ? answer.result : undefined;
}
