import { ListObjectsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { CommonPrefix, _Object as SdkObject } from '@aws-sdk/client-s3';
import type { ListedObject, ListObjectsRequest, ObjectPage } from '../../storage/index.js';
import type { BackendTarget } from '../backend-target.js';
import type { ControlSender } from './control-client.js';
import { keyDecoder } from './key-decoder.js';
import { required } from './required-field.js';

type Decode = (key: string) => string;

/** What the answers to both versions have in common. */
interface Listing {
  readonly Contents?: readonly SdkObject[] | undefined;
  readonly CommonPrefixes?: readonly CommonPrefix[] | undefined;
  readonly IsTruncated?: boolean | undefined;
}

/** ListObjects and ListObjectsV2. Each goes out as what came in: their markers and tokens mean different things. */
export class ListingCalls {
  constructor(
    private readonly client: ControlSender,
    private readonly target: BackendTarget,
  ) {}

  async listObjects(request: ListObjectsRequest): Promise<ObjectPage> {
    const { start } = request;
    const input = {
      Bucket: this.target.bucketFor(request.bucket),
      MaxKeys: request.maxKeys,
      // Keys may hold characters that XML cannot.
      EncodingType: 'url',
      ...(request.prefix !== '' && { Prefix: request.prefix }),
      ...(request.delimiter !== '' && { Delimiter: request.delimiter }),
    } as const;
    if (start.kind === 'marker') {
      const command = new ListObjectsCommand({ ...input, ...(start.key !== '' && { Marker: start.key }) });
      const { output } = await this.client.send(command, { missing: 'NoSuchBucket' });
      const decode = keyDecoder(output);
      const page = readPage(output, decode);
      return { ...page, next: nextMarker(page, decode(output.NextMarker ?? '')) };
    }
    const from = start.kind === 'token' ? { ContinuationToken: start.token } : { StartAfter: start.key };
    const command = new ListObjectsV2Command({ ...input, ...(!isBeginning(request) && from) });
    const { output } = await this.client.send(command, { missing: 'NoSuchBucket' });
    const page = readPage(output, keyDecoder(output));
    return { ...page, next: page.isTruncated ? required(output.NextContinuationToken, 'NextContinuationToken') : '' };
  }
}

function isBeginning({ start }: ListObjectsRequest): boolean {
  return start.kind === 'start-after' && start.key === '';
}

function readPage(listing: Listing, decode: Decode): Omit<ObjectPage, 'next'> {
  return {
    objects: (listing.Contents ?? []).map((object) => readObject(object, decode)),
    commonPrefixes: (listing.CommonPrefixes ?? []).map(({ Prefix }) => decode(required(Prefix, 'Prefix'))),
    isTruncated: listing.IsTruncated ?? false,
  };
}

function readObject(object: SdkObject, decode: Decode): ListedObject {
  return {
    key: decode(required(object.Key, 'Key')),
    etag: object.ETag ?? '',
    size: required(object.Size, 'Size'),
    lastModified: required(object.LastModified, 'LastModified'),
    storageClass: object.StorageClass ?? 'STANDARD',
  };
}

/** S3 leaves NextMarker out where there is no delimiter: the last key is the marker. */
function nextMarker({ objects, isTruncated }: Omit<ObjectPage, 'next'>, sent: string): string {
  if (!isTruncated) return '';
  return sent === '' ? required(objects.at(-1)?.key, 'NextMarker') : sent;
}
