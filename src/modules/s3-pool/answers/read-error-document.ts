import { XMLParser } from 'fast-xml-parser';
import { unescapeXml } from '../../../common/s3/xml/xml-writer.js';

/** An `<Error>` document of S3. */
export interface ErrorDocument {
  readonly code: string;
  readonly message: string;
  /** Text of the other elements, by name. */
  readonly elements: ReadonlyMap<string, string>;
}

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  processEntities: false,
});
const CODE = /^[A-Za-z][A-Za-z0-9.]{0,63}$/;

/** Reads the body of an answer; undefined when it is something else, for example the page of a proxy. */
export function readErrorDocument(body: Buffer): ErrorDocument | undefined {
  const text = body.toString('utf8').trimStart();
  if (!text.startsWith('<')) return undefined;
  let root: unknown;
  try {
    root = parser.parse(text);
  } catch {
    return undefined;
  }
  const elements = textElements(child(root, 'Error'));
  const code = elements.get('Code') ?? '';
  if (!CODE.test(code)) return undefined;
  return { code, message: elements.get('Message') ?? '', elements };
}

function child(node: unknown, name: string): unknown {
  return typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[name] : undefined;
}

function textElements(node: unknown): Map<string, string> {
  const elements = new Map<string, string>();
  if (typeof node !== 'object' || node === null) return elements;
  for (const [name, value] of Object.entries(node)) {
    if (typeof value === 'string') elements.set(name, unescapeXml(value));
  }
  return elements;
}
