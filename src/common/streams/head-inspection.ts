/** What looks at the beginning of an object before anything of it is passed on. */
export interface HeadInspection {
  /** How much it wants to see. Bytes. */
  readonly bytes: number;
  /** @throws GatewayError when the object must not be stored */
  readonly inspect: (head: Buffer) => void;
}

/** Holds the beginning of something that comes in pieces back until it has been looked at. */
export class HeadGate {
  readonly #inspection: HeadInspection;
  #held: Buffer[] | undefined = [];
  #size = 0;

  constructor(inspection: HeadInspection) {
    this.#inspection = inspection;
  }

  /** Whether nothing is held any more. */
  get isOpen(): boolean {
    return this.#held === undefined;
  }

  /** @returns what may be passed on now */
  accept(pieces: readonly Buffer[]): readonly Buffer[] {
    if (this.#held === undefined) return pieces;
    for (const piece of pieces) {
      this.#held.push(piece);
      this.#size += piece.length;
    }
    return this.#size < this.#inspection.bytes ? [] : this.#release(this.#held);
  }

  /** To be called after the last piece. @returns the rest */
  finish(): readonly Buffer[] {
    return this.#held === undefined ? [] : this.#release(this.#held);
  }

  #release(held: readonly Buffer[]): readonly Buffer[] {
    this.#held = undefined;
    this.#inspection.inspect(Buffer.concat(held).subarray(0, this.#inspection.bytes));
    return held;
  }
}

/** The same stream, of which nothing comes before its beginning has been looked at. */
export async function* inspected(stream: AsyncIterable<Buffer>, inspection: HeadInspection): AsyncGenerator<Buffer> {
  const gate = new HeadGate(inspection);
  for await (const piece of stream) {
    if (gate.isOpen) yield piece;
    // A copy, which may be held: whoever made the piece may use its memory again.
    else yield* gate.accept([Buffer.from(piece)]);
  }
  yield* gate.finish();
}
