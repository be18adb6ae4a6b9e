/** What looks at the beginning of an object before anything of it is passed on. */
export interface HeadInspection {
  /** How much it wants to see. Bytes. */
  readonly bytes: number;
  /** @throws GatewayError when the object must not be stored */
  readonly inspect: (head: Buffer) => void;
}

/** Holds the beginning of a stream back until it has been looked at. */
export async function* inspected(
  stream: AsyncIterable<Buffer>,
  { bytes, inspect }: HeadInspection,
): AsyncGenerator<Buffer> {
  let held: Buffer[] | undefined = [];
  let size = 0;
  for await (const piece of stream) {
    if (held === undefined) {
      yield piece;
      continue;
    }
    // A copy: whoever made the piece may use its memory again.
    held.push(Buffer.from(piece));
    size += piece.length;
    if (size < bytes) continue;
    const head: Buffer = Buffer.concat(held);
    held = undefined;
    inspect(head.subarray(0, bytes));
    yield head;
  }
  if (held === undefined) return;
  const whole = Buffer.concat(held);
  inspect(whole);
  if (whole.length > 0) yield whole;
}
