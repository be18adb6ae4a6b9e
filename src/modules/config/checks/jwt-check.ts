import { algorithmsOf, HMAC_ALGORITHMS, JWT_ALGORITHMS } from '../../../common/jwt/algorithms.js';
import type { JwtAlgorithm } from '../../../common/jwt/algorithms.js';
import { readPublicKeyPem } from '../../../common/jwt/public-key.js';
import type { FaultList } from '../config-fault.js';
import type { ConfigPath } from '../config-path.js';
import type { ConfigSource } from '../source/config-source.js';
import { readBoolean } from '../values/boolean.js';
import { readDuration } from '../values/duration.js';
import { checkTokenSources } from './token-source-check.js';

const ASYMMETRIC = JWT_ALGORITHMS.filter((name) => !name.startsWith('HS'));
const OF_KEY_SETS = ['cache_ttl_seconds', 'jwks_max_stale', 'tls'] as const;
const ANY = 'any';

/** Checks that the `jwt` of a bucket can verify what it accepts, and nothing by accident. */
export function checkJwt(source: ConfigSource, faults: FaultList, jwt: ConfigPath): void {
  new JwtCheck(source, faults, jwt).run();
  checkTokenSources(source, faults, [...jwt, 'token_sources']);
}

class JwtCheck {
  constructor(
    private readonly source: ConfigSource,
    private readonly faults: FaultList,
    private readonly jwt: ConfigPath,
  ) {}

  run(): void {
    this.#keyMaterial();
    this.#algorithms();
    this.#keys();
    this.#keySets();
    this.#session();
    for (const key of ['issuer', 'audience']) this.#any(key);
  }

  #keyMaterial(): void {
    if (!['secret', 'public_key', 'keys', 'jwks_url', 'jwks_urls'].some((key) => this.#has(key))) {
      this.faults.add(
        this.source.positionOf(this.jwt),
        this.jwt,
        'needs secret, public_key, keys, jwks_url or jwks_urls to verify tokens with',
      );
    }
    this.#notBoth('jwks_url', 'jwks_urls');
    this.#notBoth('algorithm', 'algorithms');
  }

  /** An algorithm without a key of its kind, or a key without an algorithm, would refuse every token it is for. */
  #algorithms(): void {
    const accepted = this.#accepted();
    const kinds = this.#keyKinds();
    if (kinds.length === 0) {
      for (const key of ['algorithm', 'algorithms'].filter((name) => this.#has(name) && this.#has('keys'))) {
        this.#fault([key], 'has no effect: each of keys has its own algorithm');
      }
      return;
    }
    if (!this.#has('algorithm') && !this.#has('algorithms')) {
      this.faults.add(this.source.positionOf(this.jwt), this.jwt, 'needs algorithm or algorithms');
      return;
    }
    for (const { key, fitting } of kinds) {
      if (accepted.length > 0 && !accepted.some(({ name }) => fitting.includes(name))) {
        this.#fault([key], `is for ${fitting.join(', ')}, none of which is accepted`);
      }
    }
    for (const { name, path } of accepted) {
      if (kinds.some(({ fitting }) => fitting.includes(name))) continue;
      this.#fault(
        path,
        `there is no key for it: HS256, HS384 and HS512 need secret, the others a public key of their kind`,
      );
    }
  }

  #keys(): void {
    const list = this.source.valueAt([...this.jwt, 'keys']);
    if (!Array.isArray(list)) return;
    const firstUse = new Map<string, number>();
    for (const index of list.keys()) {
      const kid = this.#text('keys', index, 'kid');
      const first = kid === undefined ? undefined : firstUse.get(kid);
      if (first !== undefined) this.#fault(['keys', index, 'kid'], `is the same as in keys[${first}]`);
      else if (kid !== undefined) firstUse.set(kid, index);
      this.#key(index);
    }
  }

  #key(index: number): void {
    const secret = this.#has('keys', index, 'secret');
    if (secret === this.#has('keys', index, 'public_key')) {
      this.#fault(['keys', index], 'needs one of secret and public_key');
      return;
    }
    const algorithm = this.#text('keys', index, 'algorithm');
    const fitting = secret ? HMAC_ALGORITHMS : this.#fittingPem('keys', index, 'public_key');
    if (fitting === undefined || !JWT_ALGORITHMS.some((name) => name === algorithm)) return;
    if (!fitting.some((name) => name === algorithm)) {
      this.#fault(['keys', index, 'algorithm'], `does not fit the key, which is for ${fitting.join(', ')}`);
    }
  }

  /** Whoever is a customer of the same identity provider has tokens that its keys verify. */
  #keySets(): void {
    const written = ['jwks_url', 'jwks_urls'].find((key) => this.#has(key));
    if (written === undefined) {
      for (const key of OF_KEY_SETS.filter((name) => this.#has(name)))
        this.#fault([key], 'has no effect without jwks_url');
      return;
    }
    for (const key of ['issuer', 'audience'].filter((name) => !this.#has(name))) {
      this.#fault([written], `needs ${key}: the provider signs for others too (\`${key}: any\` accepts them)`);
    }
    const [cert, key] = [this.#has('tls', 'cert'), this.#has('tls', 'key')];
    if (cert !== key) this.#fault(['tls', cert ? 'cert' : 'key'], `needs ${cert ? 'key' : 'cert'} beside it`);
    if (this.#has('tls') && !this.#urls().some((url) => /^https:/i.test(url))) {
      this.#fault(['tls'], 'has no effect on an http key set');
    }
    this.#staleness();
  }

  #staleness(): void {
    const stale = readDuration(this.source.valueAt([...this.jwt, 'jwks_max_stale']) ?? '24h', 1);
    const ttl = readDuration(this.source.valueAt([...this.jwt, 'cache_ttl_seconds']) ?? 3600, 1);
    if (stale.ok && ttl.ok && stale.value < ttl.value) {
      this.#fault(['jwks_max_stale'], 'must not be shorter than cache_ttl_seconds');
    }
  }

  #session(): void {
    const session = readBoolean(this.source.valueAt([...this.jwt, 'sigv4_session']) ?? false);
    if (!session.ok || !session.value) return;
    const sigv4 = [...this.jwt.slice(0, -1), 'sigv4'];
    if (!this.source.has(sigv4)) this.#fault(['sigv4_session'], 'needs sigv4, the pairs that clients sign with');
    const list = this.source.valueAt([...sigv4, 'credentials']);
    const pairs = [
      sigv4,
      ...(Array.isArray(list) ? [...list.keys()].map((index) => [...sigv4, 'credentials', index]) : []),
    ];
    for (const path of pairs.map((pair) => [...pair, 'session_token']).filter((pair) => this.source.has(pair))) {
      this.faults.add(
        this.source.keyPositionOf(path),
        path,
        'cannot stand beside jwt.sigv4_session: the token takes its place',
      );
    }
  }

  #any(key: string): void {
    const list = this.source.valueAt([...this.jwt, key]);
    if (Array.isArray(list) && list.length > 1 && list.includes(ANY)) this.#fault([key], 'any must stand alone');
  }

  /** The algorithms that can be read, and where they stand. */
  #accepted(): readonly { name: JwtAlgorithm; path: ConfigPath }[] {
    const list = this.source.valueAt([...this.jwt, 'algorithms']);
    const paths = Array.isArray(list) ? [...list.keys()].map((index) => ['algorithms', index]) : [['algorithm']];
    return paths.flatMap((path) => {
      const name = JWT_ALGORITHMS.find((known) => known === this.#text(...path));
      return name === undefined ? [] : [{ name, path }];
    });
  }

  /** The key sources that `algorithm` speaks about, with what each can verify. */
  #keyKinds(): readonly { key: string; fitting: readonly JwtAlgorithm[] }[] {
    const pem = this.#has('public_key') ? (this.#fittingPem('public_key') ?? ASYMMETRIC) : undefined;
    const jwks = ['jwks_url', 'jwks_urls'].find((key) => this.#has(key));
    return [
      ...(this.#has('secret') ? [{ key: 'secret', fitting: HMAC_ALGORITHMS }] : []),
      ...(pem === undefined ? [] : [{ key: 'public_key', fitting: pem }]),
      ...(jwks === undefined ? [] : [{ key: jwks, fitting: ASYMMETRIC }]),
    ];
  }

  /** @returns undefined for a key that cannot be read: the schema has its fault */
  #fittingPem(...key: ConfigPath): readonly JwtAlgorithm[] | undefined {
    try {
      const fitting = algorithmsOf(readPublicKeyPem(this.#text(...key) ?? ''));
      return fitting.length === 0 ? undefined : fitting;
    } catch {
      return undefined;
    }
  }

  #urls(): readonly string[] {
    const list = this.source.valueAt([...this.jwt, 'jwks_urls']);
    const urls: readonly unknown[] = Array.isArray(list) ? list : [this.#text('jwks_url')];
    return urls.filter((url) => typeof url === 'string');
  }

  #notBoth(one: string, other: string): void {
    if (this.#has(one) && this.#has(other)) this.#fault([other], `cannot stand beside ${one}`);
  }

  #has(...key: ConfigPath): boolean {
    return this.source.has([...this.jwt, ...key]);
  }

  #text(...key: ConfigPath): string | undefined {
    return this.source.textAt([...this.jwt, ...key]);
  }

  #fault(key: ConfigPath, problem: string): void {
    const path = [...this.jwt, ...key];
    this.faults.add(this.source.keyPositionOf(path), path, problem);
  }
}
