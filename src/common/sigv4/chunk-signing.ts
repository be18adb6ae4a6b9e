import type { SigningKey } from './signing-key.js';

/**
 * What the chunks of a signed aws-chunked body are verified with: taken from the request that carries the body, after
 * its own signature has been verified (Signature Version 4, "Transferring payload in multiple chunks").
 */
export interface ChunkSigning {
  /** `YYYYMMDDTHHMMSSZ` of the request. */
  readonly timestamp: string;
  /** `YYYYMMDD/region/s3/aws4_request`. */
  readonly scope: string;
  readonly key: SigningKey;
  /** Signature of the request: the first chunk's predecessor. */
  readonly seedSignature: string;
}
