import { GatewayError } from '../../common/errors/gateway-error.js';
import type { ChangeResult, PutObjectTaggingRequest } from '../storage/index.js';
import { pathHashOf, relativePathOf } from './key-path.js';
import { withTags } from './object-headers.js';
import { replaceMetadata } from './object-metadata.js';
import type { StoreFolder } from './store-folder.js';
import { readStoredObject } from './stored-object.js';

/** S3 API reference: PutObjectTagging. A file that was put there by hand gets metadata of its own with this. */
export async function putObjectTagging(folder: StoreFolder, request: PutObjectTaggingRequest): Promise<ChangeResult> {
  const { key } = request.address;
  const relativePath = relativePathOf(key);
  await folder.exclusively(pathHashOf(relativePath), async () => {
    const object = await readStoredObject(folder, key);
    if (object === undefined) throw new GatewayError('NoSuchKey', { details: { Key: key } });
    const headers = withTags(object.metadata.headers, request.tags);
    await replaceMetadata(folder, relativePath, object.generation, { ...object.metadata, headers });
  });
  return { headers: new Map() };
}
