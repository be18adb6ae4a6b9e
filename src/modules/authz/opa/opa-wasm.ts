import { unwatchFile, watchFile } from 'node:fs';
import type { Stats } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Logger } from '@nestjs/common';
import { loadPolicy } from '@open-policy-agent/opa-wasm';
import type { OpaWasmConfig } from '../../config/index.js';
import type { AuthorizationRequest, Decision } from '../../runtime/index.js';
import type { Engine } from '../decisions/engine.js';
import { policyInput, withTime } from './policy-input.js';
import { readDecision } from './read-decision.js';

type LoadedPolicy = Awaited<ReturnType<typeof loadPolicy>>;

/** How often the file is looked at. Polling also sees links that are moved, as those of mounted volumes. Milliseconds. */
const LOOK_EVERY_MS = 1_000;

/** A policy that was compiled to WebAssembly and is evaluated in this process. */
export class OpaWasm implements Engine {
  readonly name = 'opa';
  readonly #logger = new Logger('Authz');
  readonly #config: OpaWasmConfig;
  readonly #onChange: () => void;
  #code: Buffer;
  /** A promise while a policy that was interrupted is set up anew. */
  #policy: LoadedPolicy | Promise<LoadedPolicy>;

  private constructor(config: OpaWasmConfig, code: Buffer, policy: LoadedPolicy, onChange: () => void) {
    this.#config = config;
    this.#code = code;
    this.#policy = policy;
    this.#onChange = onChange;
    watchFile(config.wasm, { interval: LOOK_EVERY_MS, persistent: false }, this.#onStat);
  }

  /**
   * @param onChange called when another policy is in force: what the one before has decided must be forgotten
   * @throws Error when the file cannot be read, is no compiled policy, or lacks the entry point
   */
  static async load(config: OpaWasmConfig, onChange: () => void): Promise<OpaWasm> {
    try {
      const code = await readFile(config.wasm);
      return new OpaWasm(config, code, await setUp(code, config.entrypoint), onChange);
    } catch (cause) {
      throw new Error(`the policy ${config.wasm} cannot be loaded: ${messageOf(cause)}`, { cause });
    }
  }

  inputOf(request: AuthorizationRequest): string {
    return policyInput(request);
  }

  evaluate(input: string): Decision | Promise<Decision> {
    const policy = this.#policy;
    // Asked again then: the file may have changed meanwhile.
    return policy instanceof Promise ? policy.then(() => this.evaluate(input)) : this.#decide(policy, input);
  }

  close(): Promise<void> {
    unwatchFile(this.#config.wasm, this.#onStat);
    return Promise.resolve();
  }

  readonly #onStat = (now: Stats, before: Stats): void => {
    if (now.mtimeMs === before.mtimeMs && now.size === before.size && now.ino === before.ino) return;
    void this.#reload();
  };

  #decide(policy: LoadedPolicy, input: string): Decision {
    const document: unknown = JSON.parse(withTime(input, new Date()));
    let results: unknown;
    try {
      results = policy.evaluate(document, this.#config.entrypoint);
    } catch (cause) {
      this.#renew();
      throw new Error(`the policy failed: ${messageOf(cause)}`, { cause });
    }
    if (!Array.isArray(results)) throw new Error('the policy gives no list of results');
    const first = results[0] as { readonly result?: unknown } | undefined;
    return readDecision(first?.result);
  }

  /** A policy that was interrupted may have left its memory in any state. */
  #renew(): void {
    const renewed = setUp(this.#code, this.#config.entrypoint);
    this.#policy = renewed;
    renewed.then(
      (policy) => {
        if (this.#policy === renewed) this.#policy = policy;
      },
      // Whoever asks is told; until the file changes nobody is let in.
      () => undefined,
    );
  }

  /** A file that is missing or broken leaves the policy in force that was there. */
  async #reload(): Promise<void> {
    const { wasm, entrypoint } = this.#config;
    try {
      const code = await readFile(wasm);
      this.#policy = await setUp(code, entrypoint);
      this.#code = code;
      this.#onChange();
      this.#logger.log({ wasm }, 'The policy was reloaded');
    } catch (error) {
      this.#logger.error(
        { wasm, reason: messageOf(error) },
        'The changed policy cannot be loaded; the one before holds',
      );
    }
  }
}

/** @throws Error when this is no compiled policy or has no such entry point */
async function setUp(code: Buffer, entrypoint: string): Promise<LoadedPolicy> {
  const policy = await loadPolicy(code);
  const { entrypoints } = policy as unknown as { readonly entrypoints: Readonly<Record<string, number>> };
  if (!Object.hasOwn(entrypoints, entrypoint)) {
    throw new Error(`it has the entry points ${Object.keys(entrypoints).join(', ')}`);
  }
  return policy;
}

/** The runtime of OPA throws texts. */
function messageOf(error: unknown): string {
  return Error.isError(error) ? error.message : String(error);
}
