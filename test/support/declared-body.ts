import { Readable } from 'node:stream';
import type { ChunkSigning } from '../../src/common/sigv4/chunk-signing.js';
import { describeBody } from '../../src/modules/upload-body/describe-body.js';
import { RequestBody } from '../../src/modules/upload-body/request-body.js';
import type { UploadBody } from '../../src/modules/storage/index.js';

/**
 * The body of a PUT with these headers, as the gateway receives it.
 * @param wire what the client sends, framing included
 */
export function declaredBody(
  wire: Buffer,
  headers: Readonly<Record<string, string>> = {},
  chunkSigning?: ChunkSigning,
): UploadBody {
  const all = new Map(Object.entries({ 'content-length': String(wire.length), ...headers }));
  const description = describeBody({ method: 'PUT', headers: all });
  const source = Readable.from(pieces(wire), { objectMode: false });
  return new RequestBody(description, source, () => undefined, { idleTimeoutMs: 60_000, chunkSigning });
}

/** Pieces of their own memory, as a socket gives them: a reader may free it. */
function* pieces(wire: Buffer): Generator<Buffer> {
  const size = 65_536;
  for (let start = 0; start < wire.length; start += size) yield Buffer.from(wire.subarray(start, start + size));
}
