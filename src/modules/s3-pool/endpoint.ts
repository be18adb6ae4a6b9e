import { RequestSigner } from '../../common/sigv4/request-signer.js';
import type { S3Config } from '../config/index.js';
import type { StoreHealth } from '../storage/index.js';
import { BackendErrorMapper } from './answers/map-backend-error.js';
import { BackendTarget } from './backend-target.js';
import { dial } from './connections/dial.js';
import type { TlsMaterial } from '../../common/tls/tls-material.js';
import type { Connection } from './connections/connection.js';
import { EndpointPool } from './connections/endpoint-pool.js';
import { ControlClient } from './control/control-client.js';
import { checkHealth } from './health-check.js';
import { readTlsMaterial } from '../../common/tls/tls-material.js';

/** What all requests to one backend share: its connections, keys and the translation of its refusals. */
export class Endpoint {
  readonly target: BackendTarget;
  readonly signer: RequestSigner;
  readonly errors: BackendErrorMapper;
  readonly pool: EndpointPool;
  readonly control: ControlClient;
  readonly #connectTimeout: number;
  readonly #tls: TlsMaterial | undefined;

  /** @throws the error of Node when a TLS file cannot be read */
  constructor(config: S3Config) {
    const { pool } = config;
    this.target = new BackendTarget(config);
    this.signer = new RequestSigner(config.region);
    this.errors = new BackendErrorMapper(hiddenTexts(config, this.target));
    this.#tls = this.target.secure ? readTlsMaterial(config.tls ?? {}) : undefined;
    this.#connectTimeout = pool.connect_timeout;
    this.pool = new EndpointPool({
      dial: () => this.#dial(),
      maxSockets: pool.max_sockets,
      idleTimeout: pool.idle_timeout,
    });
    const { target, signer, errors } = this;
    this.control = new ControlClient({ config, target, tls: this.#tls, signer, errors });
  }

  health(): Promise<StoreHealth> {
    return checkHealth(this.target, () => this.#dial(), this.#connectTimeout);
  }

  close(): void {
    this.pool.close();
    this.control.close();
  }

  #dial(): Promise<Connection> {
    const { dialHost: host, port } = this.target;
    return dial({ host, port, tls: this.#tls }, this.#connectTimeout);
  }
}

function hiddenTexts(config: S3Config, target: BackendTarget): string[] {
  const texts = [target.hostname, target.fixedBucket, config.access_key];
  return texts.filter((text): text is string => text !== undefined && text !== '');
}
