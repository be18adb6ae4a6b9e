import type { HeadInspection } from '../../common/streams/head-inspection.js';
import type { BodyDecoder } from './body-decoder.js';

/** Holds the beginning of a body back until it has been looked at. */
export class InspectingDecoder implements BodyDecoder {
  readonly #decoder: BodyDecoder;
  readonly #inspection: HeadInspection;
  #held: Buffer[] | undefined = [];
  #heldBytes = 0;

  constructor(decoder: BodyDecoder, inspection: HeadInspection) {
    this.#decoder = decoder;
    this.#inspection = inspection;
  }

  get received(): number {
    return this.#decoder.received;
  }

  get trailerValue(): string | undefined {
    return this.#decoder.trailerValue;
  }

  accept(piece: Buffer): readonly Buffer[] {
    const ready = this.#decoder.accept(piece);
    if (this.#held === undefined) return ready;
    for (const slice of ready) {
      this.#held.push(slice);
      this.#heldBytes += slice.length;
    }
    return this.#heldBytes < this.#inspection.bytes ? [] : this.#release(this.#held);
  }

  finish(): readonly Buffer[] {
    const rest = this.#decoder.finish();
    return this.#held === undefined ? rest : this.#release([...this.#held, ...rest]);
  }

  #release(held: readonly Buffer[]): readonly Buffer[] {
    this.#held = undefined;
    this.#inspection.inspect(Buffer.concat(held).subarray(0, this.#inspection.bytes));
    return held;
  }
}
