import { CopyObjectCommand, UploadPartCopyCommand } from '@aws-sdk/client-s3';
import { encodeUri, encodeUriPath } from '../../../common/sigv4/uri-encoding.js';
import type {
  CopyObjectRequest,
  CopyResult,
  CopySource,
  HeaderMap,
  UploadPartCopyRequest,
} from '../../storage/index.js';
import { WRITE_HEADERS, visibleHeaders } from '../answers/visible-headers.js';
import type { BackendTarget } from '../backend-target.js';
import type { ControlCall, ControlSender } from './control-client.js';
import { fromSdkChecksums } from './part-checksums.js';
import { required } from './required-field.js';

type Result = Parameters<typeof fromSdkChecksums>[0] & {
  readonly ETag?: string | undefined;
  readonly LastModified?: Date | undefined;
  readonly ChecksumType?: string | undefined;
};

/** Copies inside the backend: no byte of them passes through the gateway. */
export class CopyCalls {
  /** @param timeout milliseconds: a backend may copy everything before it answers */
  constructor(
    private readonly client: ControlSender,
    private readonly target: BackendTarget,
    private readonly timeout: number,
  ) {}

  async copyObject({ address, source, headers }: CopyObjectRequest): Promise<CopyResult> {
    const command = new CopyObjectCommand({
      Bucket: this.target.bucketFor(address.bucket),
      Key: address.key,
      CopySource: this.#source(source),
    });
    const answer = await this.client.send(command, this.#call(headers, 'NoSuchKey'));
    return copyResult(answer.headers, answer.output.CopyObjectResult);
  }

  async uploadPartCopy(request: UploadPartCopyRequest): Promise<CopyResult> {
    const { address, source, headers } = request;
    const command = new UploadPartCopyCommand({
      Bucket: this.target.bucketFor(address.bucket),
      Key: address.key,
      CopySource: this.#source(source),
      UploadId: request.uploadId,
      PartNumber: request.partNumber,
    });
    const answer = await this.client.send(command, this.#call(headers, 'NoSuchUpload'));
    return copyResult(answer.headers, answer.output.CopyPartResult);
  }

  #call(headers: HeaderMap, missing: ControlCall['missing']): ControlCall {
    // S3 answers 412 when a condition on the source does not hold; some backends answer as to a read.
    return { headers, missing, notModified: 'PreconditionFailed', timeout: this.timeout };
  }

  #source({ address, versionId }: CopySource): string {
    const path = `${this.target.bucketFor(address.bucket)}${encodeUriPath(`/${address.key}`)}`;
    return versionId === undefined ? path : `${path}?versionId=${encodeUri(versionId)}`;
  }
}

function copyResult(headers: HeaderMap, result: Result = {}): CopyResult {
  const { ChecksumType } = result;
  return {
    etag: required(result.ETag, 'ETag'),
    lastModified: required(result.LastModified, 'LastModified'),
    headers: visibleHeaders(headers, WRITE_HEADERS),
    checksums: fromSdkChecksums(result),
    ...(ChecksumType !== undefined && ChecksumType !== '' && { checksumType: ChecksumType }),
  };
}
