import type { Readable } from 'node:stream';
import { GatewayError } from '../../common/errors/gateway-error.js';
import type { HeadInspection } from '../../common/streams/head-inspection.js';
import type { ChunkSigning } from '../../common/sigv4/chunk-signing.js';
import type { BodyVerification, DeclaredChecksum, UploadBody } from '../storage/index.js';
import type { BodyDecoder } from './body-decoder.js';
import { createBodyDecoder } from './body-decoder.js';
import type { BodyDescription } from './body-description.js';
import { BodyStream } from './body-stream.js';
import { InspectingDecoder } from './inspecting-decoder.js';
import type { BodyStreamOptions } from './body-stream.js';

export interface RequestBodyOptions extends BodyStreamOptions {
  /** What the chunks of a signed aws-chunked body are verified with; without it they are taken as they come. */
  readonly chunkSigning?: ChunkSigning | undefined;
  /** Looks at the first bytes of the object before its store gets any. */
  readonly inspection?: HeadInspection | undefined;
}

/** The body of a request, as a store receives it. */
export class RequestBody implements UploadBody {
  readonly length: number;
  readonly checksum: DeclaredChecksum | undefined;
  readonly sha256: string | undefined;
  readonly #description: BodyDescription;
  readonly #source: Readable;
  readonly #onOpen: (stream: Readable) => void;
  readonly #options: RequestBodyOptions;
  #decoder: BodyDecoder | undefined;

  /**
   * @param source the message, of which nothing has been read
   * @param onOpen called with the stream when a store opens it: the moment to ask the client for the body (100
   *   Continue, RFC 9110 section 10.1.1)
   */
  constructor(
    description: BodyDescription,
    source: Readable,
    onOpen: (stream: Readable) => void,
    options: RequestBodyOptions,
  ) {
    this.length = description.length;
    this.checksum = description.checksum;
    this.sha256 = description.sha256;
    this.#description = description;
    this.#source = source;
    this.#onOpen = onOpen;
    this.#options = options;
  }

  get trailerChecksum(): string | undefined {
    return this.#decoder?.trailerValue;
  }

  open(verification: BodyVerification): Readable {
    if (this.#decoder !== undefined) {
      throw new GatewayError('InternalError', { cause: new Error('A request body can be read only once') });
    }
    const { chunkSigning, inspection } = this.#options;
    const decoder = createBodyDecoder(this.#description, verification, chunkSigning);
    this.#decoder = inspection === undefined ? decoder : new InspectingDecoder(decoder, inspection);
    const stream = new BodyStream(this.#source, this.#decoder, this.#options);
    if (!stream.destroyed) this.#onOpen(stream);
    return stream;
  }
}
