import type { HeadObjectCommandInput } from '@aws-sdk/client-s3';
import { GetBucketLocationCommand, HeadBucketCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import type { HeaderMap, ObjectHead, ReadObjectRequest } from '../../storage/index.js';
import { OBJECT_HEADERS, visibleHeaders } from '../answers/visible-headers.js';
import type { BackendTarget } from '../backend-target.js';
import type { ControlSender } from './control-client.js';

/** Inputs of the SDK by the response header that they replace. */
const OVERRIDES = {
  'cache-control': 'ResponseCacheControl',
  'content-disposition': 'ResponseContentDisposition',
  'content-encoding': 'ResponseContentEncoding',
  'content-language': 'ResponseContentLanguage',
  'content-type': 'ResponseContentType',
} as const;

/** The calls that ask and change nothing. */
export class LookupCalls {
  constructor(
    private readonly client: ControlSender,
    private readonly target: BackendTarget,
  ) {}

  async headObject({ address, headers, versionId, partNumber, overrides }: ReadObjectRequest): Promise<ObjectHead> {
    const command = new HeadObjectCommand({
      Bucket: this.target.bucketFor(address.bucket),
      Key: address.key,
      ...(versionId !== undefined && { VersionId: versionId }),
      ...(partNumber !== undefined && { PartNumber: partNumber }),
      ...(overrides !== undefined && overrideInputs(overrides)),
    });
    const answer = await this.client.send(command, { headers, missing: 'NoSuchKey' });
    return { status: answer.status, headers: visibleHeaders(answer.headers, OBJECT_HEADERS) };
  }

  async headBucket(bucket: string): Promise<void> {
    const command = new HeadBucketCommand({ Bucket: this.target.bucketFor(bucket) });
    await this.client.send(command, { missing: 'NoSuchBucket' });
  }

  async bucketLocation(bucket: string): Promise<string> {
    const command = new GetBucketLocationCommand({ Bucket: this.target.bucketFor(bucket) });
    const { output } = await this.client.send(command, { missing: 'NoSuchBucket' });
    return output.LocationConstraint ?? '';
  }
}

/** Expires is a date to the SDK, and any text to S3. What is no date is left out, as browsers would. */
function overrideInputs(overrides: HeaderMap): Partial<HeadObjectCommandInput> {
  const expires = new Date(overrides.get('expires') ?? '');
  const inputs: Partial<Record<(typeof OVERRIDES)[keyof typeof OVERRIDES], string>> = {};
  for (const [header, input] of Object.entries(OVERRIDES)) {
    const value = overrides.get(header);
    if (value !== undefined) inputs[input] = value;
  }
  return {
    ...inputs,
    ...(!Number.isNaN(expires.getTime()) && { ResponseExpires: expires }),
  };
}
