import { DeleteObjectCommand, PutObjectTaggingCommand } from '@aws-sdk/client-s3';
import type { ChangeResult, DeleteObjectRequest, PutObjectTaggingRequest } from '../../storage/index.js';
import { CHANGE_HEADERS, visibleHeaders } from '../answers/visible-headers.js';
import type { BackendTarget } from '../backend-target.js';
import type { ControlSender } from './control-client.js';

/** The calls that change an object without sending one. */
export class ObjectCalls {
  constructor(
    private readonly client: ControlSender,
    private readonly target: BackendTarget,
  ) {}

  async delete({ address, versionId, headers }: DeleteObjectRequest): Promise<ChangeResult> {
    const command = new DeleteObjectCommand({
      Bucket: this.target.bucketFor(address.bucket),
      Key: address.key,
      ...(versionId !== undefined && { VersionId: versionId }),
    });
    const answer = await this.client.send(command, { headers, missing: 'NoSuchKey' });
    return { headers: visibleHeaders(answer.headers, CHANGE_HEADERS) };
  }

  async putTagging({ address, versionId, tags, headers }: PutObjectTaggingRequest): Promise<ChangeResult> {
    const command = new PutObjectTaggingCommand({
      Bucket: this.target.bucketFor(address.bucket),
      Key: address.key,
      Tagging: { TagSet: tags.map(({ key, value }) => ({ Key: key, Value: value })) },
      ...(versionId !== undefined && { VersionId: versionId }),
    });
    const answer = await this.client.send(command, { headers, missing: 'NoSuchKey' });
    return { headers: visibleHeaders(answer.headers, CHANGE_HEADERS) };
  }
}
