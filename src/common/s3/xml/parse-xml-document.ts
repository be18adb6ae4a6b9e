import { XMLParser } from 'fast-xml-parser';
import { SyntaxValidator } from 'fast-xml-validator';
import { GatewayError } from '../../errors/gateway-error.js';

/**
 * Reads a request document of S3: elements by name without namespace, text as it stands (see `unescapeXml`).
 * @param listPath path of the element that may occur many times, such as `Tagging.TagSet.Tag`; always a list then
 * @throws GatewayError MalformedXML
 */
export function parseXmlDocument(xml: string, listPath: string): unknown {
  // A document type can declare entities that expand without bound; S3 documents never have one.
  if (/<!DOCTYPE/i.test(xml)) throw new GatewayError('MalformedXML');
  const parser = new XMLParser({
    ignoreAttributes: true,
    ignoreDeclaration: true,
    ignorePiTags: true,
    removeNSPrefix: true,
    parseTagValue: false,
    processEntities: false,
    isArray: (_name, path) => path === listPath,
  });
  try {
    // Throws; the parser alone would mend an unclosed element.
    SyntaxValidator.validate(xml);
    return parser.parse(xml) as unknown;
  } catch (cause) {
    throw new GatewayError('MalformedXML', { cause });
  }
}

/** An element inside a parsed one. */
export function childElement(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}
