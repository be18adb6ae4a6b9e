import { checksumHeader } from '../../common/checksums/declared-checksum.js';
import type { PutObjectRequest, WriteResult } from '../storage/index.js';
import { pathHashOf, relativePathOf } from './key-path.js';
import { keptHeaders } from './object-headers.js';
import { publishObject } from './publish-object.js';
import { receiveBody } from './receive-body.js';
import type { StoreFolder } from './store-folder.js';
import { readStoredObject } from './stored-object.js';
import { TemporaryFile } from './temporary-file.js';
import { checkWriteCondition, writeConditionOf } from './write-condition.js';

/** S3 API reference: PutObject. */
export async function putObject(folder: StoreFolder, request: PutObjectRequest): Promise<WriteResult> {
  const { key } = request.address;
  const condition = writeConditionOf(request.headers);
  // Decided again when publishing; here it spares the client sending a body that is in vain.
  if (condition.kind !== 'none') checkWriteCondition(condition, key, await readStoredObject(folder, key));
  const data = await TemporaryFile.create(folder, pathHashOf(relativePathOf(key)));
  try {
    const { size, md5, checksums } = await receiveBody(request.body, data.handle);
    const etag = `"${md5.toString('hex')}"`;
    const declared = request.body.checksum?.algorithm;
    const value = declared === undefined ? undefined : checksums[declared];
    const metadata = { key, etag, size, headers: keptHeaders(request.headers), checksums };
    if (declared === undefined || value === undefined) {
      await publishObject(folder, { data, condition, metadata });
      return { etag, headers: new Map() };
    }
    const checksumType = 'FULL_OBJECT';
    await publishObject(folder, { data, condition, metadata: { ...metadata, checksumType } });
    return {
      etag,
      headers: new Map([
        [checksumHeader(declared), value],
        ['x-amz-checksum-type', checksumType],
      ]),
    };
  } finally {
    await data.discard();
  }
}
