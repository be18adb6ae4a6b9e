import type { SignatureDate } from './amz-date.js';
import type { Credential } from './credential.js';

/** What a request says about its own signature, checked for form only. */
export interface ClaimedSignature {
  readonly placement: 'header' | 'query';
  readonly credential: Credential;
  readonly date: SignatureDate;
  /** As sent. */
  readonly signedHeaders: readonly string[];
  /** As sent. */
  readonly signature: string;
  /** Session token, where one was sent. */
  readonly sessionToken: string | undefined;
  /** Seconds that a presigned URL counts; undefined for a signature in the header. */
  readonly expiresSeconds: number | undefined;
}
