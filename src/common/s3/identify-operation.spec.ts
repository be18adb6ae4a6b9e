import { describe, expect, it } from '@jest/globals';
import { identifyOperation } from './identify-operation.js';
import { OFFERED_OPERATIONS, OPERATION_PRESETS } from './operation-names.js';
import { OPERATION_TABLE } from './operation-table.js';
import type { ResourceLevel } from './operation-table.js';
import { parseRequestTarget } from './request-target.js';

function identify(
  method: string,
  level: ResourceLevel,
  query = '',
  headers: Record<string, string> = {},
  authenticated = false,
): string | undefined {
  const target = parseRequestTarget(`/?${query}`);
  return identifyOperation(method, level, target.query, new Map(Object.entries(headers)), authenticated)?.name;
}

describe('identifyOperation', () => {
  it.each([
    ['PUT', 'object', '', 'PutObject'],
    ['PUT', 'object', 'x-id=PutObject', 'PutObject'],
    ['PUT', 'object', 'X-Amz-Signature=x&X-Amz-Date=y&x-id=PutObject', 'PutObject'],
    ['PUT', 'object', 'partNumber=1&uploadId=u', 'UploadPart'],
    ['PUT', 'object', 'tagging', 'PutObjectTagging'],
    ['PUT', 'object', 'acl', 'PutObjectAcl'],
    ['PUT', 'object', 'tagging&versionId=1', 'PutObjectTagging'],
    ['POST', 'object', 'uploads', 'CreateMultipartUpload'],
    ['POST', 'object', 'uploads=', 'CreateMultipartUpload'],
    ['POST', 'object', 'uploadId=u', 'CompleteMultipartUpload'],
    ['DELETE', 'object', 'uploadId=u', 'AbortMultipartUpload'],
    ['DELETE', 'object', '', 'DeleteObject'],
    ['GET', 'object', 'uploadId=u&max-parts=3', 'ListParts'],
    ['GET', 'object', '', 'GetObject'],
    ['HEAD', 'object', '', 'HeadObject'],
    ['HEAD', 'bucket', '', 'HeadBucket'],
    ['PUT', 'bucket', '', 'CreateBucket'],
    ['GET', 'bucket', 'uploads&prefix=a', 'ListMultipartUploads'],
    ['GET', 'bucket', 'list-type=2&prefix=a', 'ListObjectsV2'],
    ['GET', 'bucket', 'location', 'GetBucketLocation'],
    ['PUT', 'bucket', 'policy', 'PutBucketPolicy'],
    ['POST', 'bucket', 'delete', 'DeleteObjects'],
  ] as const)('%s %s ?%s is %s', (method, level, query, name) => {
    expect(identify(method, level, query)).toBe(name);
  });

  it('tells copies by their header', () => {
    const headers = { 'x-amz-copy-source': '/b/k' };
    expect(identify('PUT', 'object', '', headers)).toBe('CopyObject');
    expect(identify('PUT', 'object', 'partNumber=1&uploadId=u', headers)).toBe('UploadPartCopy');
  });

  it.each(['BREW', 'PATCH', 'OPTIONS', 'TRACE'])('knows no %s', (method) => {
    expect(identify(method, 'object')).toBeUndefined();
  });

  it('has no plain POST on an object', () => {
    expect(identify('POST', 'object')).toBeUndefined();
  });

  it.each(['nonsense=1', 'Tagging', 'uploads=1&nonsense', 'x-amz-acl=public-read', '=1', 'tagging&x'])(
    'a PUT with ?%s is never a plain PutObject',
    (query) => {
      expect(() => identify('PUT', 'object', query)).toThrow(expect.objectContaining({ code: 'NotImplemented' }));
    },
  );

  it.each([
    'partNumber=1',
    'uploadId=u',
    'partNumber=1&partNumber=2&uploadId=u',
    'tagging&acl',
    'tagging&partNumber=1',
  ])('a PUT with ?%s is an invalid combination', (query) => {
    expect(() => identify('PUT', 'object', query)).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
  });

  describe('behind authentication', () => {
    const authenticated = (query: string) => identify('PUT', 'object', query, {}, true);
    const refused = (code: string) => expect.objectContaining({ code });

    it.each(['x-amz-acl=private', 'x-amz-meta-a=1&x-amz-checksum-crc32=AAAAAA%3D%3D', 'X-Amz-Acl=private'])(
      'a presigned URL may carry the header ?%s',
      (query) => {
        expect(authenticated(`${query}&X-Amz-Signature=s`)).toBe('PutObject');
        expect(() => authenticated(query)).toThrow(refused('NotImplemented'));
        expect(() => identify('PUT', 'object', `${query}&X-Amz-Signature=s`)).toThrow(refused('NotImplemented'));
      },
    );

    it('tells copies by their parameter in a presigned URL', () => {
      expect(authenticated('x-amz-copy-source=b/k&X-Amz-Signature=s')).toBe('CopyObject');
    });

    it.each(['x-amz-date=1', 'x-amz-signature=1'])('?%s is no header of a presigned URL', (query) => {
      expect(() => authenticated(`${query}&X-Amz-Signature=s`)).toThrow(refused('NotImplemented'));
    });

    it('leaves Signature Version 2 to authentication', () => {
      expect(authenticated('AWSAccessKeyId=a&Signature=s&Expires=1')).toBe('PutObject');
      expect(() => authenticated('Signature=s&Expires=1')).toThrow(refused('NotImplemented'));
    });
  });

  it('has one row for every offered operation and every preset', () => {
    const names = OPERATION_TABLE.map((row) => row.name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining([...OFFERED_OPERATIONS]));
    expect(OFFERED_OPERATIONS).toEqual(
      expect.arrayContaining([...OPERATION_PRESETS.upload, ...OPERATION_PRESETS.probe]),
    );
  });
});
