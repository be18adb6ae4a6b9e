import { GatewayError } from '../../common/errors/gateway-error.js';
import { ByteBudget } from './byte-budget.js';
import { DiskBytes } from './disk-bytes.js';
import { MemoryBytes } from './memory-bytes.js';
import type { Spool, SpooledBytes } from './spool-port.js';

/** Largest body that waits in memory. Bytes. */
const MEMORY_BODY_BYTES = 64 * 1024;

/** All in bytes. */
export interface SpoolLimits {
  readonly memory: number;
  readonly disk: number;
}

/** Small bodies in memory while there is room, all others in files of one folder. */
export class BoundedSpool implements Spool {
  readonly #folder: string;
  readonly #memory: ByteBudget;
  readonly #disk: ByteBudget;

  constructor(folder: string, limits: SpoolLimits) {
    this.#folder = folder;
    this.#memory = new ByteBudget(limits.memory);
    this.#disk = new ByteBudget(limits.disk);
  }

  /** Bytes that are reserved now. */
  get used(): SpoolLimits {
    return { memory: this.#memory.used, disk: this.#disk.used };
  }

  async reserve(bytes: number, signal: AbortSignal): Promise<SpooledBytes> {
    if (bytes <= MEMORY_BODY_BYTES && this.#memory.tryTake(bytes)) {
      return new MemoryBytes(bytes, () => {
        this.#memory.give(bytes);
      });
    }
    if (bytes > this.#disk.total) {
      throw new GatewayError('EntityTooLarge', { details: { ProposedSize: bytes, MaxSizeAllowed: this.#disk.total } });
    }
    await this.#disk.take(bytes, signal);
    const giveBack = (): void => {
      this.#disk.give(bytes);
    };
    try {
      return await DiskBytes.create(this.#folder, bytes, giveBack);
    } catch (error) {
      giveBack();
      throw error;
    }
  }
}
