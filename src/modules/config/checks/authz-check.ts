import type { FaultList } from '../config-fault.js';
import type { ConfigPath } from '../config-path.js';
import type { ConfigSource } from '../source/config-source.js';
import { isMapping } from '../source/config-source.js';
import { readBoolean } from '../values/boolean.js';

const ENGINES = ['opa', 'openfga'] as const;
const OF_A_SERVER = ['policy_path', 'timeout_seconds', 'tls'] as const;

/** Checks that the `authz` of a bucket asks somebody, about somebody who is known. */
export function checkAuthz(source: ConfigSource, faults: FaultList, bucket: ConfigPath): void {
  const authz = [...bucket, 'authz'];
  if (!isMapping(source.valueAt(authz))) return;
  new AuthzCheck(source, faults, authz).run(bucket);
}

/** The checks of one `authz` block. */
class AuthzCheck {
  constructor(
    private readonly source: ConfigSource,
    private readonly faults: FaultList,
    private readonly authz: ConfigPath,
  ) {}

  run(bucket: ConfigPath): void {
    const enabled = readBoolean(this.source.valueAt([...this.authz, 'enabled']) ?? true);
    const engines = ENGINES.filter((name) => this.#has(name));
    if (enabled.ok && !enabled.value) {
      for (const name of engines) this.#keyFault([name], 'has no effect while enabled is false');
      return;
    }
    if (engines.length === 0) this.#fault([], 'needs opa or openfga, which says who may do what');
    const auth = readBoolean(this.source.valueAt([...bucket, 'auth', 'enabled']));
    if (auth.ok && !auth.value) this.#keyFault([], 'needs auth: nobody is known on an open bucket');
    if (this.#isMapping('opa')) this.#opa();
    if (this.#isMapping('openfga')) this.#openfga();
    for (const name of engines) this.#tls(name);
  }

  #opa(): void {
    const server = this.#has('opa', 'url');
    const wasm = this.#has('opa', 'wasm');
    if (server === wasm) {
      const problem = server ? 'only one of url and wasm is allowed' : 'needs one of url and wasm';
      this.#fault(['opa'], problem);
      return;
    }
    if (server && !this.#has('opa', 'policy_path')) this.#fault(['opa'], 'needs policy_path beside url');
    if (wasm && !this.#has('opa', 'entrypoint')) this.#fault(['opa'], 'needs entrypoint beside wasm');
    for (const key of server ? ['entrypoint'] : OF_A_SERVER) {
      if (this.#has('opa', key)) this.#keyFault(['opa', key], `has no effect with ${server ? 'url' : 'wasm'}`);
    }
  }

  #openfga(): void {
    if (this.#has('openfga', 'api_token') && this.#has('openfga', 'client_credentials')) {
      this.#keyFault(['openfga', 'client_credentials'], 'cannot stand beside api_token');
    }
  }

  #tls(engine: string): void {
    for (const [present, missing] of [
      ['cert', 'key'],
      ['key', 'cert'],
    ] as const) {
      if (this.#has(engine, 'tls', present) && !this.#has(engine, 'tls', missing)) {
        this.#keyFault([engine, 'tls', present], `needs ${missing} beside it`);
      }
    }
    const url = this.source.textAt([...this.authz, engine, 'url']);
    if (this.#has(engine, 'tls') && url !== undefined && /^http:/i.test(url)) {
      this.#keyFault([engine, 'tls'], 'has no effect on an http url');
    }
  }

  #has(...key: ConfigPath): boolean {
    return this.source.has([...this.authz, ...key]);
  }

  #isMapping(key: string): boolean {
    return isMapping(this.source.valueAt([...this.authz, key]));
  }

  #fault(key: ConfigPath, problem: string): void {
    const path = [...this.authz, ...key];
    this.faults.add(this.source.positionOf(path), path, problem);
  }

  #keyFault(key: ConfigPath, problem: string): void {
    const path = [...this.authz, ...key];
    this.faults.add(this.source.keyPositionOf(path), path, problem);
  }
}
