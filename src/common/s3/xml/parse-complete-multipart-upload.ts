import { CHECKSUM_ALGORITHMS } from '../../checksums/checksum.js';
import type { ChecksumAlgorithm } from '../../checksums/checksum.js';
import { GatewayError } from '../../errors/gateway-error.js';
import { MAX_PART_NUMBER } from '../limits.js';
import { CHECKSUM_ELEMENTS } from './multipart-documents.js';
import { childElement, parseXmlDocument } from './parse-xml-document.js';
import { unescapeXml } from './xml-writer.js';

/** One part as a client lists it in CompleteMultipartUpload. */
export interface ListedPartReference {
  readonly partNumber: number;
  readonly etag: string;
  readonly checksums: Readonly<Partial<Record<ChecksumAlgorithm, string>>>;
}

const KNOWN_ELEMENTS = new Set(['PartNumber', 'ETag', ...Object.values(CHECKSUM_ELEMENTS)]);

/**
 * Reads the body of CompleteMultipartUpload.
 * @returns at least one part, strictly ascending by number
 * @throws GatewayError MalformedXML, InvalidArgument (part number), InvalidPartOrder
 */
export function parseCompleteMultipartUpload(xml: string): ListedPartReference[] {
  const document = parseXmlDocument(xml, 'CompleteMultipartUpload.Part');
  const listed = childElement(childElement(document, 'CompleteMultipartUpload'), 'Part');
  if (!Array.isArray(listed) || listed.length === 0 || listed.length > MAX_PART_NUMBER) {
    throw new GatewayError('MalformedXML');
  }
  const parts = listed.map((part: unknown) => readPart(part));
  parts.forEach((part, index) => {
    const previous = parts[index - 1];
    if (previous !== undefined && part.partNumber <= previous.partNumber) throw new GatewayError('InvalidPartOrder');
  });
  return parts;
}

function readPart(part: unknown): ListedPartReference {
  if (typeof part !== 'object' || part === null) throw new GatewayError('MalformedXML');
  if (Object.keys(part).some((name) => !KNOWN_ELEMENTS.has(name))) throw new GatewayError('MalformedXML');
  const number = childElement(part, 'PartNumber');
  const etag = childElement(part, 'ETag');
  if (typeof number !== 'string' || !/^-?\d{1,10}$/.test(number) || typeof etag !== 'string' || etag === '') {
    throw new GatewayError('MalformedXML');
  }
  const partNumber = Number(number);
  if (partNumber < 1) {
    throw new GatewayError('InvalidArgument', {
      message: 'PartNumber must be >= 1',
      details: { ArgumentName: 'PartNumber', ArgumentValue: number },
    });
  }
  if (partNumber > MAX_PART_NUMBER) throw invalidPartNumber(number);
  const checksums: Partial<Record<ChecksumAlgorithm, string>> = {};
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = childElement(part, CHECKSUM_ELEMENTS[algorithm]);
    if (value === undefined || value === '') continue;
    if (typeof value !== 'string') throw new GatewayError('MalformedXML');
    checksums[algorithm] = value;
  }
  return { partNumber, etag: unescapeXml(etag), checksums };
}

/** InvalidArgument for a part number outside 1 to 10,000. */
export function invalidPartNumber(value: string): GatewayError {
  return new GatewayError('InvalidArgument', {
    message: 'Part number must be an integer between 1 and 10000, inclusive.',
    details: { ArgumentName: 'partNumber', ArgumentValue: value },
  });
}
