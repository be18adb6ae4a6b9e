import { createXXHash128, createXXHash3, createXXHash64 } from 'hash-wasm';
import type { IHasher } from 'hash-wasm';
import type { RunningHash } from './checksum.js';

type XxHashAlgorithm = 'xxhash128' | 'xxhash3' | 'xxhash64';

/** What was hashed so far, while the engine works for another hash. */
interface Pause {
  state: Uint8Array | undefined;
}

/**
 * The compiled code of one algorithm, which has room for the state of one hash. Code of its own for every body would take
 * longer to set up than most bodies to hash, and hash-wasm sets it up asynchronously only.
 */
class Engine {
  /** The hash whose state is in the engine. */
  #current: Pause | undefined;

  constructor(private readonly hasher: IHasher) {}

  update(hash: Pause, chunk: Uint8Array): void {
    this.#resume(hash);
    this.hasher.update(chunk);
  }

  digest(hash: Pause): Uint8Array {
    this.#resume(hash);
    this.#current = undefined;
    return this.hasher.digest('binary');
  }

  #resume(hash: Pause): void {
    if (this.#current === hash) return;
    if (this.#current !== undefined) this.#current.state = this.hasher.save();
    if (hash.state === undefined) this.hasher.init();
    else this.hasher.load(hash.state);
    this.#current = hash;
  }
}

/** Set up once, while the program starts, so that no body has to wait. */
const ENGINES: Readonly<Record<XxHashAlgorithm, Engine>> = {
  xxhash128: new Engine(await createXXHash128()),
  xxhash3: new Engine(await createXXHash3()),
  xxhash64: new Engine(await createXXHash64()),
};

/** XXH64, XXH3 and XXH128 with the seed 0 (xxHash specification, doc/xxhash_spec.md of its repository). */
export class XxHash implements RunningHash {
  readonly #engine: Engine;
  readonly #pause: Pause = { state: undefined };

  constructor(algorithm: XxHashAlgorithm) {
    this.#engine = ENGINES[algorithm];
  }

  update(chunk: Uint8Array): void {
    this.#engine.update(this.#pause, chunk);
  }

  digest(): Buffer {
    return Buffer.from(this.#engine.digest(this.#pause));
  }
}
