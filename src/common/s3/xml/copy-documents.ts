import type { ChecksumAlgorithm } from '../../checksums/checksum.js';
import { checksumElements } from './multipart-documents.js';
import { element, optionalElement, s3Document } from './xml-writer.js';

export interface CopyAnswer {
  readonly lastModified: Date;
  readonly etag: string;
  readonly checksums: Readonly<Partial<Record<ChecksumAlgorithm, string>>>;
  readonly checksumType?: string;
}

/** Answer to CopyObject. */
export function copyObjectDocument(answer: CopyAnswer): string {
  return s3Document('CopyObjectResult', content(answer));
}

/** Answer to UploadPartCopy. */
export function copyPartDocument(answer: CopyAnswer): string {
  return s3Document('CopyPartResult', content(answer));
}

function content({ lastModified, etag, checksums, checksumType }: CopyAnswer): string {
  return (
    element('LastModified', lastModified.toISOString()) +
    element('ETag', etag) +
    checksumElements(checksums) +
    optionalElement('ChecksumType', checksumType)
  );
}
