import { HeadGate } from '../../common/streams/head-inspection.js';
import type { HeadInspection } from '../../common/streams/head-inspection.js';
import type { BodyDecoder } from './body-decoder.js';

/** Holds the beginning of a body back until it has been looked at. */
export class InspectingDecoder implements BodyDecoder {
  readonly #decoder: BodyDecoder;
  readonly #gate: HeadGate;

  constructor(decoder: BodyDecoder, inspection: HeadInspection) {
    this.#decoder = decoder;
    this.#gate = new HeadGate(inspection);
  }

  get received(): number {
    return this.#decoder.received;
  }

  get trailerValue(): string | undefined {
    return this.#decoder.trailerValue;
  }

  accept(piece: Buffer): readonly Buffer[] {
    return this.#gate.accept(this.#decoder.accept(piece));
  }

  finish(): readonly Buffer[] {
    return [...this.#gate.accept(this.#decoder.finish()), ...this.#gate.finish()];
  }
}
