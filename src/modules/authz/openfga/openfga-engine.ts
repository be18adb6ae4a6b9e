import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { ConsistencyPreference, CredentialsMethod, OpenFgaClient } from '@openfga/sdk';
import { tlsConnectOptions } from '../../../common/tls/connect-options.js';
import type { OpenFgaConfig } from '../../config/index.js';
import type { AuthorizationRequest, Decision } from '../../runtime/index.js';
import type { Denial, Engine } from '../decisions/engine.js';
import { engineBreaker } from '../engine-breaker.js';
import { RelationCheckBuilder } from './relation-check.js';
import type { RelationCheck } from './relation-check.js';

const CONNECTIONS = 64;
/** Bytes of an answer. */
const MAX_ANSWER_BYTES = 256 * 1024;
/** For a kept connection that the server has closed meanwhile. */
const RETRY = { maxRetry: 1, minWaitInMs: 10 };
const CONSISTENCY = {
  minimize_latency: ConsistencyPreference.MinimizeLatency,
  higher_consistency: ConsistencyPreference.HigherConsistency,
} as const;

/** Relationships that an OpenFGA server knows. */
export class OpenFgaEngine implements Engine {
  readonly name = 'openfga';
  readonly #config: OpenFgaConfig;
  readonly #builder: RelationCheckBuilder;
  readonly #timeoutMs: number;
  readonly #breaker = engineBreaker();
  readonly #agents: { readonly httpAgent: HttpAgent; readonly httpsAgent: HttpsAgent };
  #client: OpenFgaClient;

  constructor(config: OpenFgaConfig) {
    this.#config = config;
    this.#builder = new RelationCheckBuilder(config);
    this.#timeoutMs = config.timeout_seconds * 1000;
    const kept = { keepAlive: true, maxSockets: CONNECTIONS };
    this.#agents = {
      httpAgent: new HttpAgent(kept),
      httpsAgent: new HttpsAgent({ ...kept, ...tlsConnectOptions(config.tls) }),
    };
    this.#client = this.#newClient();
  }

  inputOf(request: AuthorizationRequest): string | Denial {
    const check = this.#builder.build(request);
    return 'allow' in check ? check : JSON.stringify(check);
  }

  evaluate(input: string): Promise<Decision> {
    const check = JSON.parse(input) as RelationCheck;
    return this.#breaker.run(async () => {
      const missing = await this.#inTime((signal) => this.#missingRelation(check, signal));
      if (missing === undefined) return { allow: true, obligations: {} };
      return { allow: false, reason: `the caller has not the relation ${missing}` };
    });
  }

  close(): Promise<void> {
    this.#agents.httpAgent.destroy();
    this.#agents.httpsAgent.destroy();
    return Promise.resolve();
  }

  /** @returns the first relation that the user has not; undefined when it has all of them */
  async #missingRelation(check: RelationCheck, signal: AbortSignal): Promise<string | undefined> {
    const [first, ...others] = check.relations;
    if (first === undefined) throw new Error('no relation to ask for');
    if (others.length > 0) return this.#missingOfSeveral(check, signal);
    const { user, object, tuples } = check;
    const request = { user, relation: first, object, contextualTuples: [...tuples] };
    const { allowed } = await this.#client.check(request, this.#options(signal));
    if (typeof allowed !== 'boolean') throw new Error('its answer says neither allowed nor not');
    return allowed ? undefined : first;
  }

  async #missingOfSeveral(check: RelationCheck, signal: AbortSignal): Promise<string | undefined> {
    const { user, object, relations, tuples } = check;
    const checks = relations.map((relation, index) => ({
      user,
      relation,
      object,
      correlationId: String(index),
      contextualTuples: { tuple_keys: [...tuples] },
    }));
    const { result } = await this.#client.batchCheck({ checks }, this.#options(signal));
    // The client reads a missing `allowed` as false, and leaves out checks that got no answer.
    const answers = new Map(result.map((answer) => [answer.correlationId, answer]));
    const all = relations.map((relation, index) => ({ relation, answer: answers.get(String(index)) }));
    const broken = all.find(({ answer }) => answer === undefined || answer.error !== undefined);
    if (broken !== undefined) throw new Error(`it gives no answer about the relation ${broken.relation}`);
    return all.find(({ answer }) => answer?.allowed !== true)?.relation;
  }

  /** The client's own timeout does not cover the request for an access token, nor its retries. */
  async #inTime<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        // Every later check would wait for the same request for an access token.
        this.#client = this.#newClient();
        reject(new Error(`no answer within ${this.#timeoutMs / 1000} seconds`));
        controller.abort();
      }, this.#timeoutMs);
    });
    try {
      return await Promise.race([task(controller.signal), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #options(signal: AbortSignal): OpenFgaCallOptions {
    const { store_id: storeId, model_id: authorizationModelId, consistency } = this.#config;
    return {
      storeId,
      ...(authorizationModelId !== undefined && { authorizationModelId }),
      ...(consistency !== undefined && { consistency: CONSISTENCY[consistency] }),
      signal,
    };
  }

  #newClient(): OpenFgaClient {
    const { url, api_token: token, client_credentials: client } = this.#config;
    return new OpenFgaClient({
      apiUrl: url.replace(/\/$/, ''),
      retryParams: RETRY,
      baseOptions: {
        ...this.#agents,
        timeout: this.#timeoutMs,
        maxContentLength: MAX_ANSWER_BYTES,
        maxRedirects: 0,
        // The environment of the process must not decide who reads the questions.
        proxy: false,
      },
      ...(token !== undefined && { credentials: { method: CredentialsMethod.ApiToken, config: { token } } }),
      ...(client !== undefined && {
        credentials: {
          method: CredentialsMethod.ClientCredentials,
          config: {
            clientId: client.client_id,
            clientSecret: client.client_secret,
            apiTokenIssuer: client.issuer,
            apiAudience: client.audience,
          },
        },
      }),
    });
  }
}

/** What the client's calls take, and hand on to its HTTP client beyond what their types say. */
interface OpenFgaCallOptions {
  readonly storeId: string;
  readonly authorizationModelId?: string;
  readonly consistency?: ConsistencyPreference;
  readonly signal: AbortSignal;
}
