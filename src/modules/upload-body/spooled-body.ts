import { Readable } from 'node:stream';
import { lendChunkMemory } from '../../common/streams/chunk-memory.js';
import type { BodyVerification, DeclaredChecksum, UploadBody } from '../storage/index.js';
import { createBodyDecoder } from './body-decoder.js';
import type { BodyDecoder } from './body-decoder.js';
import { declaredChecksum, declaredMd5 } from './declared-integrity.js';

/** What is declared about an object whose body is not there yet. */
export interface DeclaredIntegrity {
  readonly md5: string | undefined;
  readonly checksum: DeclaredChecksum | undefined;
}

/**
 * Reads and checks what headers declare about the bytes of an object.
 * @throws GatewayError InvalidDigest, InvalidRequest
 */
export function declaredIntegrity(headers: ReadonlyMap<string, string>): DeclaredIntegrity {
  return { md5: declaredMd5(headers), checksum: declaredChecksum(headers, false) };
}

/** A body that the gateway has in full. It can be opened once, as that of a request. */
export class SpooledBody implements UploadBody {
  readonly checksum: DeclaredChecksum | undefined;
  readonly sha256 = undefined;
  readonly trailerChecksum = undefined;
  readonly #integrity: DeclaredIntegrity;

  constructor(
    readonly length: number,
    private readonly pieces: AsyncIterable<Buffer>,
    integrity: DeclaredIntegrity,
  ) {
    this.checksum = integrity.checksum;
    this.#integrity = integrity;
  }

  open(verification: BodyVerification): Readable {
    const { length, sha256 } = this;
    const decoder = createBodyDecoder({ length, sha256, framing: undefined, ...this.#integrity }, verification);
    return Readable.from(verified(this.pieces, decoder), { objectMode: false, highWaterMark: 0 });
  }
}

async function* verified(pieces: AsyncIterable<Buffer>, decoder: BodyDecoder): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    lendChunkMemory(piece, piece.length);
    yield* decoder.accept(piece);
  }
  yield* decoder.finish();
}
