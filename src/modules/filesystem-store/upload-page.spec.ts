import { describe, expect, it } from '@jest/globals';
import type { ListMultipartUploadsRequest } from '../storage/index.js';
import { pageUploads } from './upload-page.js';

const ALL: ListMultipartUploadsRequest = {
  bucket: 'b',
  prefix: '',
  delimiter: '',
  keyMarker: '',
  uploadIdMarker: '',
  maxUploads: 1000,
};
const upload = (key: string, uploadId: string) => ({ key, uploadId, initiated: new Date(0), storageClass: 'STANDARD' });
const uploads = [upload('b', '2'), upload('a/x', '3'), upload('b', '1'), upload('a/y', '4'), upload('c', '5')];

describe('page of uploads', () => {
  it('is in the order of keys, by bytes, and then of initiation', () => {
    const keys = ['\u{1f41f}', '\uffee', 'B'].map((key) => upload(key, '1'));
    expect(pageUploads([...keys, ...uploads], ALL).uploads.map(({ key, uploadId }) => key + uploadId)).toEqual([
      'B1',
      'a/x3',
      'a/y4',
      'b1',
      'b2',
      'c5',
      '\uffee1',
      '\u{1f41f}1',
    ]);
  });

  it('begins after its markers', () => {
    const ids = (request: Partial<ListMultipartUploadsRequest>) =>
      pageUploads(uploads, { ...ALL, ...request }).uploads.map(({ uploadId }) => uploadId);
    expect(ids({ keyMarker: 'b' })).toEqual(['5']);
    expect(ids({ keyMarker: 'b', uploadIdMarker: '1' })).toEqual(['2', '5']);
    // The marker's upload may have been completed between two pages.
    expect(ids({ keyMarker: 'b', uploadIdMarker: '0' })).toEqual(['1', '2', '5']);
    expect(ids({ uploadIdMarker: '9' })).toEqual(['3', '4', '1', '2', '5']);
  });

  it('counts a common prefix as one entry, and goes on after it', () => {
    const first = pageUploads(uploads, { ...ALL, delimiter: '/', maxUploads: 1 });
    expect(first).toMatchObject({ uploads: [], commonPrefixes: ['a/'], isTruncated: true, nextKeyMarker: 'a/' });
    const second = pageUploads(uploads, { ...ALL, delimiter: '/', maxUploads: 1, keyMarker: first.nextKeyMarker });
    expect(second.commonPrefixes).toEqual([]);
    expect(second).toMatchObject({ isTruncated: true, nextKeyMarker: 'b', nextUploadIdMarker: '1' });
  });

  it('has no markers when it is the last', () => {
    expect(pageUploads(uploads, ALL)).toMatchObject({ isTruncated: false, nextKeyMarker: '', nextUploadIdMarker: '' });
  });
});
