import { writeRandomFile } from '../random-file.js';

/** Bytes. `parts` is over the size from which each client uploads in parts, and no multiple of any part size. */
const SIZES = {
  empty: 0,
  small: 5 * 1024,
  parts: 17 * 1024 ** 2 + 1,
  large: 64 * 1024 ** 2,
} as const;

export type PayloadName = keyof typeof SIZES;

/** A file that clients upload. */
export interface Payload {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export type Payloads = Readonly<Record<PayloadName, Payload>>;

export function payloadBytes(name: PayloadName): number {
  return SIZES[name];
}

export async function createPayloads(pathOf: (name: string) => string): Promise<Payloads> {
  const create = async (name: PayloadName): Promise<Payload> => {
    const [path, bytes] = [pathOf(name), SIZES[name]];
    return { path, bytes, sha256: await writeRandomFile(path, bytes, { seed: name }) };
  };
  return {
    empty: await create('empty'),
    small: await create('small'),
    parts: await create('parts'),
    large: await create('large'),
  };
}
