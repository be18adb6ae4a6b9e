import { GatewayError } from '../../common/errors/gateway-error.js';
import type { ObjectHead, ReadObjectRequest } from '../storage/index.js';
import { describeAnswer } from './describe-answer.js';
import type { StoreFolder } from './store-folder.js';
import { readStoredObject } from './stored-object.js';

/** S3 API reference: HeadObject. */
export async function headObject(folder: StoreFolder, request: ReadObjectRequest): Promise<ObjectHead> {
  const object = await readStoredObject(folder, request.address.key);
  if (object === undefined) throw new GatewayError('NoSuchKey', { details: { Key: request.address.key } });
  const { status, headers } = describeAnswer(object, request);
  return { status, headers };
}
