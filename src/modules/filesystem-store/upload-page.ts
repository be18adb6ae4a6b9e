import { compareKeys } from '../../common/s3/key-order.js';
import type { ListedUpload, ListMultipartUploadsRequest, UploadPage } from '../storage/index.js';

/** Either an upload or the common prefix of several. */
type Entry = { readonly upload: ListedUpload } | { readonly prefix: string };

/** Sorts, filters, groups and cuts uploads the way S3 does. Upload ids ascend with the time of initiation. */
export function pageUploads(uploads: readonly ListedUpload[], request: ListMultipartUploadsRequest): UploadPage {
  const sorted = uploads
    .filter((upload) => upload.key.startsWith(request.prefix) && isAfterMarker(upload, request))
    .sort((a, b) => compareKeys(a.key, b.key) || (a.uploadId < b.uploadId ? -1 : 1));
  const entries = groupByPrefix(sorted, request);
  const page = entries.slice(0, request.maxUploads);
  const isTruncated = entries.length > page.length;
  const last = isTruncated ? page.at(-1) : undefined;
  return {
    uploads: page.flatMap((entry) => ('upload' in entry ? [entry.upload] : [])),
    commonPrefixes: page.flatMap((entry) => ('prefix' in entry ? [entry.prefix] : [])),
    isTruncated,
    nextKeyMarker: last === undefined ? '' : 'upload' in last ? last.upload.key : last.prefix,
    nextUploadIdMarker: last !== undefined && 'upload' in last ? last.upload.uploadId : '',
  };
}

function isAfterMarker({ key, uploadId }: ListedUpload, request: ListMultipartUploadsRequest): boolean {
  const { keyMarker, uploadIdMarker } = request;
  if (keyMarker === '') return true;
  const order = compareKeys(key, keyMarker);
  return order > 0 || (order === 0 && uploadIdMarker !== '' && uploadId > uploadIdMarker);
}

function groupByPrefix(sorted: readonly ListedUpload[], request: ListMultipartUploadsRequest): Entry[] {
  const { prefix, delimiter, keyMarker } = request;
  const entries: Entry[] = [];
  let lastPrefix = keyMarker;
  for (const upload of sorted) {
    const end = delimiter === '' ? -1 : upload.key.indexOf(delimiter, prefix.length);
    if (end < 0) {
      entries.push({ upload });
      continue;
    }
    const group = upload.key.slice(0, end + delimiter.length);
    // A marker that is a common prefix ended the page before: its group has been listed.
    if (group !== lastPrefix) entries.push({ prefix: group });
    lastPrefix = group;
  }
  return entries;
}
