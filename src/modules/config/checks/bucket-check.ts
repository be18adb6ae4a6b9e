import { isIP } from 'node:net';
import type { FaultList } from '../config-fault.js';
import type { ConfigPath } from '../config-path.js';
import type { ConfigSource } from '../source/config-source.js';
import { isMapping } from '../source/config-source.js';
import { readBoolean } from '../values/boolean.js';
import { readEndpoint } from '../values/endpoint.js';
import { checkAuth } from './auth-check.js';
import { checkAuthz } from './authz-check.js';
import { checkUpload } from './upload-check.js';
import { BUCKET_PLACEHOLDER, isTemplatePrefix } from '../values/path-prefix.js';

/**
 * Checks what one key means for another. Works on the document itself, so that these faults are found beside those
 * of the schema and not only after they are mended.
 */
export function checkBuckets(source: ConfigSource, faults: FaultList): void {
  const buckets = source.valueAt(['buckets']);
  if (!Array.isArray(buckets)) return;
  checkUnique(source, faults, buckets.length, 'name');
  checkUnique(source, faults, buckets.length, 'path_prefix');
  for (const [index, bucket] of (buckets as unknown[]).entries()) {
    if (!isMapping(bucket)) continue;
    new BucketCheck(source, faults, ['buckets', index]).run();
    checkAuth(source, faults, ['buckets', index]);
    checkAuthz(source, faults, ['buckets', index]);
    checkUpload(source, faults, ['buckets', index]);
  }
}

function checkUnique(source: ConfigSource, faults: FaultList, count: number, key: string): void {
  const firstUse = new Map<string, number>();
  for (let index = 0; index < count; index += 1) {
    const path = ['buckets', index, key];
    const value = source.textAt(path);
    if (value === undefined) continue;
    const first = firstUse.get(value);
    if (first === undefined) {
      firstUse.set(value, index);
    } else {
      const { line } = source.positionOf(['buckets', first, key]);
      faults.add(source.positionOf(path), path, `is the same as in buckets[${first}] (line ${line})`);
    }
  }
}

/** The checks of one entry of `buckets`. */
class BucketCheck {
  constructor(
    private readonly source: ConfigSource,
    private readonly faults: FaultList,
    private readonly bucket: ConfigPath,
  ) {}

  run(): void {
    this.#oneStore();
    this.#template();
    this.#credentials();
    this.#tls();
    this.#virtualAddressing();
    this.#corsOfStore();
  }

  #oneStore(): void {
    const s3 = this.#has('s3');
    if (s3 && this.#has('filesystem')) this.#keyFault(['filesystem'], 'only one of s3 and filesystem is allowed');
    if (!s3 && !this.#has('filesystem')) {
      this.faults.add(this.source.positionOf(this.bucket), this.bucket, 'needs one of s3 and filesystem');
    }
  }

  #template(): void {
    const prefix = this.#text('path_prefix');
    if (prefix === undefined) return;
    const template = isTemplatePrefix(prefix);
    if (this.#has('bucket_pattern') && !template) {
      this.#keyFault(['bucket_pattern'], `only with a path_prefix that ends with ${BUCKET_PLACEHOLDER}`);
    }
    const bucket = this.#text('s3', 'bucket');
    if (bucket !== undefined && (bucket === BUCKET_PLACEHOLDER) !== template)
      this.#templateFault(['s3', 'bucket'], template);
    const root = this.#text('filesystem', 'root');
    if (root !== undefined && root.includes(BUCKET_PLACEHOLDER) !== template) {
      this.#templateFault(['filesystem', 'root'], template);
    }
  }

  #templateFault(key: ConfigPath, template: boolean): void {
    const verb = key.at(-1) === 'root' ? 'contain' : 'be';
    const problem = template
      ? `must ${verb} ${BUCKET_PLACEHOLDER}, because path_prefix ends with it`
      : `can ${verb} ${BUCKET_PLACEHOLDER} only when path_prefix ends with it`;
    this.#valueFault(key, problem);
  }

  #credentials(): void {
    this.#together(['s3', 'access_key'], ['s3', 'secret_key']);
    const token = this.source.valueAt([...this.bucket, 's3', 'session_token']);
    if (token !== undefined && token !== '' && !this.#has('s3', 'access_key') && !this.#has('s3', 'secret_key')) {
      this.#keyFault(['s3', 'session_token'], 'needs access_key and secret_key');
    }
  }

  #tls(): void {
    this.#together(['s3', 'tls', 'cert'], ['s3', 'tls', 'key']);
    const endpoint = this.#endpoint();
    if (this.#has('s3', 'tls') && endpoint?.protocol === 'http:') {
      this.#keyFault(['s3', 'tls'], 'has no effect on an http endpoint');
    }
  }

  /** The bucket becomes a label before the host, which an IP address cannot have. */
  #virtualAddressing(): void {
    const host = this.#endpoint()?.hostname ?? '';
    const isAddress = isIP(host) !== 0 || host.startsWith('[');
    if (this.#text('s3', 'addressing') === 'virtual' && isAddress) {
      this.#valueFault(['s3', 'addressing'], 'virtual needs an endpoint with a host name, not an IP address');
    }
  }

  /**
   * A folder has no rules. An open bucket has to know which pages may use it before it takes their bytes, and the
   * backend says so only afterwards.
   */
  #corsOfStore(): void {
    if (this.#text('cors') !== 'passthrough') return;
    if (this.#has('filesystem')) {
      this.#valueFault(['cors'], 'passthrough needs an s3 backend: a filesystem store has no CORS rules');
      return;
    }
    const enabled = readBoolean(this.source.valueAt([...this.bucket, 'auth', 'enabled']));
    if (enabled.ok && !enabled.value) {
      this.#valueFault(['cors'], 'passthrough needs auth: for an open bucket write down the origins that may use it');
    }
  }

  #together(one: ConfigPath, other: ConfigPath): void {
    for (const [present, missing] of [
      [one, other],
      [other, one],
    ] as const) {
      if (this.#has(...present) && !this.#has(...missing)) {
        this.#keyFault(present, `needs ${String(missing.at(-1))} beside it`);
      }
    }
  }

  #endpoint(): URL | undefined {
    const reading = readEndpoint(this.#text('s3', 'endpoint'));
    return reading.ok ? new URL(reading.value) : undefined;
  }

  #has(...key: ConfigPath): boolean {
    return this.source.has([...this.bucket, ...key]);
  }

  #text(...key: ConfigPath): string | undefined {
    return this.source.textAt([...this.bucket, ...key]);
  }

  #keyFault(key: ConfigPath, problem: string): void {
    const path = [...this.bucket, ...key];
    this.faults.add(this.source.keyPositionOf(path), path, problem);
  }

  #valueFault(key: ConfigPath, problem: string): void {
    const path = [...this.bucket, ...key];
    this.faults.add(this.source.positionOf(path), path, problem);
  }
}
