import type { AwsChunkedFraming } from '../../common/streams/aws-chunked-decoder.js';
import type { DeclaredChecksum } from '../storage/index.js';

/** What the headers of a request say about its body, found valid before a byte of it is read. */
export interface BodyDescription {
  /** Object bytes, after any aws-chunked framing is taken off. */
  readonly length: number;
  /** Present when the body is aws-chunked. */
  readonly framing: AwsChunkedFraming | undefined;
  /** Lower-case hex SHA-256 of the object. */
  readonly sha256: string | undefined;
  /** Base64 MD5 of the object. */
  readonly md5: string | undefined;
  /** One S3 checksum; without a value when it follows in the trailer. */
  readonly checksum: DeclaredChecksum | undefined;
}
