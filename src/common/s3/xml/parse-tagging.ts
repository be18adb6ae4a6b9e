import { GatewayError } from '../../errors/gateway-error.js';
import { MAX_TAG_KEY_LENGTH, MAX_TAG_VALUE_LENGTH, MAX_TAGS } from '../limits.js';
import { childElement, parseXmlDocument } from './parse-xml-document.js';
import { unescapeXml } from './xml-writer.js';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** Letters, marks of space, digits and these signs ("Categorizing your objects using tags" in the S3 user guide). */
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * Reads the body of PutObjectTagging.
 * @returns at most ten tags with different keys; none when the document takes all tags away
 * @throws GatewayError MalformedXML, InvalidTag
 */
export function parseTagging(xml: string): Tag[] {
  const tagging = childElement(parseXmlDocument(xml, 'Tagging.TagSet.Tag'), 'Tagging');
  const tagSet = childElement(tagging, 'TagSet');
  if (tagSet === undefined || !hasOnly(tagging, ['TagSet'])) throw new GatewayError('MalformedXML');
  // The parser has no element without content: it is an empty text.
  const tags = isBlank(tagSet) ? [] : readTags(tagSet);
  if (tags.length > MAX_TAGS) throw invalid(`Object tags cannot be greater than ${MAX_TAGS}`);
  tags.forEach(check);
  if (new Set(tags.map(({ key }) => key)).size < tags.length) {
    throw invalid('Cannot provide multiple Tags with the same key');
  }
  return tags;
}

function readTags(tagSet: unknown): Tag[] {
  const listed = childElement(tagSet, 'Tag');
  if (!Array.isArray(listed) || !hasOnly(tagSet, ['Tag'])) throw new GatewayError('MalformedXML');
  return listed.map((tag: unknown) => {
    const [key, value] = [childElement(tag, 'Key'), childElement(tag, 'Value')];
    if (typeof key !== 'string' || typeof value !== 'string' || !hasOnly(tag, ['Key', 'Value'])) {
      throw new GatewayError('MalformedXML');
    }
    return { key: unescapeXml(key), value: unescapeXml(value) };
  });
}

function check({ key, value }: Tag): void {
  if (key === '' || lengthOf(key) > MAX_TAG_KEY_LENGTH || !ALLOWED.test(key)) {
    throw invalid('The TagKey you have provided is invalid', { TagKey: key });
  }
  if (lengthOf(value) > MAX_TAG_VALUE_LENGTH || !ALLOWED.test(value)) {
    throw invalid('The TagValue you have provided is invalid', { TagKey: key, TagValue: value });
  }
  if (key.toLowerCase().startsWith('aws:')) {
    throw invalid('System tags cannot be added/updated by requester', { TagKey: key });
  }
}

/** Unicode characters, not UTF-16 units. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}

function hasOnly(element: unknown, names: readonly string[]): boolean {
  return typeof element === 'object' && element !== null && Object.keys(element).every((name) => names.includes(name));
}

function isBlank(element: unknown): boolean {
  return typeof element === 'string' && element.trim() === '';
}

function invalid(message: string, details: Record<string, string> = {}): GatewayError {
  return new GatewayError('InvalidTag', { message, details });
}
