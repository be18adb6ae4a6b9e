import { describe, expect, it } from '@jest/globals';
import { XMLParser } from 'fast-xml-parser';
import fc from 'fast-check';
import { GatewayError } from '../../errors/gateway-error.js';
import { errorDocument } from './error-document.js';
import { listMultipartUploadsDocument, listPartsDocument } from './multipart-documents.js';
import { parseCompleteMultipartUpload } from './parse-complete-multipart-upload.js';
import { escapeXml } from './xml-writer.js';

const reader = new XMLParser({ parseTagValue: false, trimValues: false, htmlEntities: true });

describe('documents', () => {
  it('carries any message and resource to an independent parser', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\x20-\x7e\u00a0-\ud7ff]+$/), (text) => {
        const xml = errorDocument(new GatewayError('AccessDenied', { message: text }), text, 'ID');
        const parsed = reader.parse(xml) as { Error: Record<string, string> };
        expect([parsed.Error['Message'], parsed.Error['Resource'], parsed.Error['RequestId']]).toEqual([
          text,
          text,
          'ID',
        ]);
      }),
    );
  });

  it('replaces what XML cannot carry', () => {
    expect(escapeXml('a\0b\u0007c\td\r')).toBe('a\ufffdb\ufffdc\td&#13;');
  });

  it('lists parts with their checksums', () => {
    const xml = listPartsDocument({
      bucket: 'b',
      key: 'a&b',
      uploadId: 'u',
      storageClass: 'STANDARD',
      partNumberMarker: 0,
      nextPartNumberMarker: 2,
      maxParts: 1,
      isTruncated: true,
      checksumAlgorithm: 'CRC32',
      checksumType: undefined,
      parts: [{ partNumber: 2, lastModified: new Date(0), etag: '"e"', size: 5, checksums: { crc32: 'AAAAAA==' } }],
    });
    expect(reader.parse(xml)).toMatchObject({
      ListPartsResult: {
        Key: 'a&b',
        IsTruncated: 'true',
        ChecksumAlgorithm: 'CRC32',
        Part: {
          PartNumber: '2',
          LastModified: '1970-01-01T00:00:00.000Z',
          ETag: '"e"',
          Size: '5',
          ChecksumCRC32: 'AAAAAA==',
        },
      },
    });
  });

  it('encodes keys of a list on demand', () => {
    const xml = listMultipartUploadsDocument({
      bucket: 'b',
      prefix: 'a b/',
      delimiter: '/',
      keyMarker: '',
      uploadIdMarker: '',
      nextKeyMarker: 'a b/c',
      nextUploadIdMarker: 'u',
      maxUploads: 1,
      isTruncated: true,
      urlEncoded: true,
      uploads: [
        {
          ...{ key: 'a b/c', uploadId: 'u', initiated: new Date(0), storageClass: 'STANDARD' },
          ...{ checksumAlgorithm: 'SHA512', checksumType: 'COMPOSITE' },
        },
      ],
      commonPrefixes: ['a b/d/'],
    });
    expect(reader.parse(xml)).toMatchObject({
      ListMultipartUploadsResult: {
        EncodingType: 'url',
        Prefix: 'a%20b/',
        NextKeyMarker: 'a%20b/c',
        Upload: { Key: 'a%20b/c', ChecksumAlgorithm: 'SHA512', ChecksumType: 'COMPOSITE' },
        CommonPrefixes: { Prefix: 'a%20b/d/' },
      },
    });
  });
});

describe('parseCompleteMultipartUpload', () => {
  const part = (number: number | string, rest = '<ETag>&quot;e&quot;</ETag>'): string =>
    `<Part><PartNumber>${number}</PartNumber>${rest}</Part>`;
  const document = (content: string, attributes = ''): string =>
    `<?xml version="1.0"?><CompleteMultipartUpload${attributes}>${content}</CompleteMultipartUpload>`;

  it('reads parts, entities, namespaces and checksums', () => {
    const xml = document(
      part(1) + part(3, '<ETag>&#34;f&#34;</ETag><ChecksumCRC32C>sOO8/Q==</ChecksumCRC32C>'),
      ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"',
    );
    expect(parseCompleteMultipartUpload(xml)).toEqual([
      { partNumber: 1, etag: '"e"', checksums: {} },
      { partNumber: 3, etag: '"f"', checksums: { crc32c: 'sOO8/Q==' } },
    ]);
  });

  it('reads 10,000 parts', () => {
    const xml = document(Array.from({ length: 10_000 }, (_, index) => part(index + 1)).join(''));
    expect(parseCompleteMultipartUpload(xml)).toHaveLength(10_000);
  });

  it.each([
    ['nothing', '', 'MalformedXML'],
    ['no XML', 'hello', 'MalformedXML'],
    ['an open element', '<CompleteMultipartUpload>', 'MalformedXML'],
    ['no parts', document(''), 'MalformedXML'],
    ['another root', '<X><Part><PartNumber>1</PartNumber></Part></X>', 'MalformedXML'],
    ['a part without an ETag', document(part(1, '')), 'MalformedXML'],
    ['an unknown element', document(part(1, '<ETag>e</ETag><Foo>1</Foo>')), 'MalformedXML'],
    ['a number that is none', document(part('x')), 'MalformedXML'],
    ['a document type', `<!DOCTYPE x [<!ENTITY a "b">]>${document(part(1))}`, 'MalformedXML'],
    ['10,001 parts', document(part(1).repeat(10_001)), 'MalformedXML'],
    ['part 0', document(part(0)), 'InvalidArgument'],
    ['part -4', document(part(-4)), 'InvalidArgument'],
    ['part 10,001', document(part(10_001)), 'InvalidArgument'],
    ['descending parts', document(part(2) + part(1)), 'InvalidPartOrder'],
    ['a part twice', document(part(2) + part(2)), 'InvalidPartOrder'],
  ])('refuses %s', (_what, xml, code) => {
    expect(() => parseCompleteMultipartUpload(xml)).toThrow(expect.objectContaining({ code }));
  });
});
