/** A document that a browser runs code from. */
export type ActiveType = 'text/html' | 'image/svg+xml' | 'text/xml';

/** What a document may begin with and be taken for HTML (WHATWG MIME Sniffing Standard section 7.1, and `<svg`). */
const HTML =
  /^<(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|meta|link|img|object|embed|form|input|button|!--)[\s>/]/i;
const SVG = /<(?:[a-z][\w.-]*:)?svg[\s>/]/i;
const XML = /^<(?:\?xml|!doctype|!entity)[\s[]/i;
const BYTE_ORDER_MARKS: readonly (readonly [mark: readonly number[], encoding: 'utf8' | 'utf16le' | 'utf16be'])[] = [
  [[0xef, 0xbb, 0xbf], 'utf8'],
  [[0xff, 0xfe], 'utf16le'],
  [[0xfe, 0xff], 'utf16be'],
];

/**
 * Finds out whether a file's beginning is a document with scripts in it, whatever it was declared to be: browsers
 * that guess types would run it in the name of the host that serves it.
 */
export function activeContent(head: Buffer): ActiveType | undefined {
  const text = decode(head).replace(/^[\s\0]+/, '');
  if (!text.startsWith('<')) return undefined;
  if (HTML.test(`${text} `)) {
    // A comment may stand before either.
    return text.startsWith('<!--') && SVG.test(text) ? 'image/svg+xml' : 'text/html';
  }
  if (SVG.test(`${text} `)) return 'image/svg+xml';
  return XML.test(text) ? 'text/xml' : undefined;
}

function decode(head: Buffer): string {
  for (const [mark, encoding] of BYTE_ORDER_MARKS) {
    if (!head.subarray(0, mark.length).equals(Buffer.from(mark))) continue;
    const rest = head.subarray(mark.length);
    if (encoding !== 'utf16be') return rest.toString(encoding);
    return Buffer.from(rest.subarray(0, rest.length - (rest.length % 2)))
      .swap16()
      .toString('utf16le');
  }
  return head.toString('latin1');
}
