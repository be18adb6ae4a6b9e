import { GetBucketLocationCommand, HeadBucketCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import type { HeadObjectRequest, ObjectHead } from '../../storage/index.js';
import { OBJECT_HEADERS, visibleHeaders } from '../answers/visible-headers.js';
import type { BackendTarget } from '../backend-target.js';
import type { ControlClient } from './control-client.js';

/** The calls that ask and change nothing. */
export class LookupCalls {
  constructor(
    private readonly client: ControlClient,
    private readonly target: BackendTarget,
  ) {}

  async headObject({ address, headers }: HeadObjectRequest): Promise<ObjectHead> {
    const command = new HeadObjectCommand({ Bucket: this.target.bucketFor(address.bucket), Key: address.key });
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
