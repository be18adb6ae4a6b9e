import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
} from '@aws-sdk/client-s3';
import type { IntegrityMode } from '../../config/index.js';
import type {
  AbortMultipartUploadRequest,
  CompleteMultipartUploadRequest,
  CompletedObject,
  CreateMultipartUploadRequest,
  CreatedMultipartUpload,
  HeaderMap,
  ListMultipartUploadsRequest,
  ListPartsRequest,
  ObjectAddress,
  PartPage,
  UploadPage,
} from '../../storage/index.js';
import { WRITE_HEADERS, visibleHeaders } from '../answers/visible-headers.js';
import type { BackendTarget } from '../backend-target.js';
import { keyDecoder } from './key-decoder.js';
import type { ControlSender } from './control-client.js';
import { fromSdkChecksums, toSdkChecksums } from './part-checksums.js';
import { required } from './required-field.js';
import { withoutPromisedChecksum } from './promised-checksum.js';

const STANDARD = 'STANDARD';

export interface MultipartCallsOptions {
  /** Milliseconds: a backend may copy every part before it answers. */
  readonly completeTimeout: number;
  readonly integrity: IntegrityMode;
}

/** The calls around the parts of a multipart upload. */
export class MultipartCalls {
  constructor(
    private readonly client: ControlSender,
    private readonly target: BackendTarget,
    private readonly options: MultipartCallsOptions,
  ) {}

  async create({ address, headers }: CreateMultipartUploadRequest): Promise<CreatedMultipartUpload> {
    const command = new CreateMultipartUploadCommand(this.#object(address));
    const answer = await this.client.send(command, { headers: this.#passedOn(headers), missing: 'NoSuchBucket' });
    return {
      uploadId: required(answer.output.UploadId, 'UploadId'),
      headers: visibleHeaders(answer.headers, WRITE_HEADERS),
    };
  }

  async complete({ address, uploadId, parts, headers }: CompleteMultipartUploadRequest): Promise<CompletedObject> {
    const command = new CompleteMultipartUploadCommand({
      ...this.#object(address),
      UploadId: uploadId,
      MultipartUpload: {
        Parts: parts.map(({ partNumber, etag, checksums }) => ({
          PartNumber: partNumber,
          ETag: etag,
          // Where bodies are verified here, the backend need not have the checksum of a part.
          ...(this.options.integrity === 'passthrough' && toSdkChecksums(checksums)),
        })),
      },
    });
    const timeout = this.options.completeTimeout;
    const call = { headers: this.#passedOn(headers), missing: 'NoSuchUpload', timeout } as const;
    const answer = await this.client.send(command, call);
    const { ETag, ChecksumType } = answer.output;
    return {
      etag: required(ETag, 'ETag'),
      headers: visibleHeaders(answer.headers, WRITE_HEADERS),
      checksums: fromSdkChecksums(answer.output),
      ...(isSet(ChecksumType) && { checksumType: ChecksumType }),
    };
  }

  async abort({ address, uploadId }: AbortMultipartUploadRequest): Promise<void> {
    const command = new AbortMultipartUploadCommand({ ...this.#object(address), UploadId: uploadId });
    await this.client.send(command, { missing: 'NoSuchUpload' });
  }

  async listParts({ address, uploadId, partNumberMarker, maxParts, headers }: ListPartsRequest): Promise<PartPage> {
    const command = new ListPartsCommand({
      ...this.#object(address),
      UploadId: uploadId,
      PartNumberMarker: String(partNumberMarker),
      MaxParts: maxParts,
    });
    const { output } = await this.client.send(command, { headers, missing: 'NoSuchUpload' });
    const parts = (output.Parts ?? []).map((part) => ({
      partNumber: required(part.PartNumber, 'PartNumber'),
      etag: required(part.ETag, 'ETag'),
      size: required(part.Size, 'Size'),
      lastModified: required(part.LastModified, 'LastModified'),
      checksums: fromSdkChecksums(part),
    }));
    return {
      parts,
      isTruncated: output.IsTruncated ?? false,
      nextPartNumberMarker: parts.at(-1)?.partNumber ?? 0,
      storageClass: output.StorageClass ?? STANDARD,
      ...(isSet(output.ChecksumAlgorithm) && { checksumAlgorithm: output.ChecksumAlgorithm }),
      ...(isSet(output.ChecksumType) && { checksumType: output.ChecksumType }),
    };
  }

  async listUploads(request: ListMultipartUploadsRequest): Promise<UploadPage> {
    const command = new ListMultipartUploadsCommand({
      Bucket: this.target.bucketFor(request.bucket),
      MaxUploads: request.maxUploads,
      // Keys may hold characters that XML cannot.
      EncodingType: 'url',
      ...(request.prefix !== '' && { Prefix: request.prefix }),
      ...(request.delimiter !== '' && { Delimiter: request.delimiter }),
      ...(request.keyMarker !== '' && { KeyMarker: request.keyMarker }),
      ...(request.uploadIdMarker !== '' && { UploadIdMarker: request.uploadIdMarker }),
    });
    const { output } = await this.client.send(command, { missing: 'NoSuchBucket' });
    const decode = keyDecoder(output);
    return {
      uploads: (output.Uploads ?? []).map((upload) => ({
        key: decode(required(upload.Key, 'Key')),
        uploadId: required(upload.UploadId, 'UploadId'),
        initiated: required(upload.Initiated, 'Initiated'),
        storageClass: upload.StorageClass ?? STANDARD,
        ...(isSet(upload.ChecksumAlgorithm) && { checksumAlgorithm: upload.ChecksumAlgorithm }),
        ...(isSet(upload.ChecksumType) && { checksumType: upload.ChecksumType }),
      })),
      commonPrefixes: (output.CommonPrefixes ?? []).map(({ Prefix }) => decode(required(Prefix, 'Prefix'))),
      isTruncated: output.IsTruncated ?? false,
      nextKeyMarker: decode(output.NextKeyMarker ?? ''),
      nextUploadIdMarker: output.NextUploadIdMarker ?? '',
    };
  }

  #passedOn(headers: HeaderMap): HeaderMap {
    return this.options.integrity === 'gateway' ? withoutPromisedChecksum(headers) : headers;
  }

  #object({ bucket, key }: ObjectAddress): { Bucket: string; Key: string } {
    return { Bucket: this.target.bucketFor(bucket), Key: key };
  }
}

/** Some backends send elements empty that S3 leaves out. */
function isSet(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}
