import type { BadRequest } from './bad-request.js';

type Row = readonly [name: string, bytes: string, answer: string];

/** The bucket in the rows; each bucket under test takes its place. */
const BUCKET = '/uploads';
const PUT = 'PUT /uploads/k HTTP/1.1\r\nHost: localhost\r\n';
const BODY = 'Content-Length: 5\r\n\r\nhello';
const CHUNKED = `${PUT}Transfer-Encoding: chunked\r\n\r\n`;

/** No request for the parser, or one that two parsers could read in two ways. Each ends the connection. */
const REFUSED: readonly Row[] = [
  ['garbage', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', '400 InvalidRequest'],
  ['words', 'hello world, how are you\r\n\r\n', '400 InvalidRequest'],
  ['an unknown method', `BREW /uploads/k HTTP/1.1\r\nHost: localhost\r\n${BODY}`, '400 InvalidRequest'],
  ['a method in lower case', `put /uploads/k HTTP/1.1\r\nHost: localhost\r\n${BODY}`, '400 InvalidRequest'],
  ['no Host', `PUT /uploads/k HTTP/1.1\r\n${BODY}`, '400 InvalidRequest'],
  ['two Hosts', `${PUT}Host: localhost\r\n${BODY}`, '400 InvalidRequest'],
  [
    'a target for another host',
    `PUT http://other/uploads/k HTTP/1.1\r\nHost: localhost\r\n${BODY}`,
    '400 InvalidRequest',
  ],
  ['two Content-Lengths', `${PUT}Content-Length: 5\r\n${BODY}`, '400 InvalidRequest'],
  ['two different Content-Lengths', `${PUT}Content-Length: 1\r\n${BODY}`, '400 InvalidRequest'],
  ['a list of Content-Lengths', `${PUT}Content-Length: 5, 5\r\n\r\nhello`, '400 InvalidRequest'],
  ['a negative Content-Length', `${PUT}Content-Length: -5\r\n\r\nhello`, '400 InvalidRequest'],
  ['a signed Content-Length', `${PUT}Content-Length: +5\r\n\r\nhello`, '400 InvalidRequest'],
  ['a hexadecimal Content-Length', `${PUT}Content-Length: 0x5\r\n\r\nhello`, '400 InvalidRequest'],
  ['an empty Content-Length', `${PUT}Content-Length:\r\n\r\nhello`, '400 InvalidRequest'],
  ['an endless Content-Length', `${PUT}Content-Length: ${'9'.repeat(30)}\r\n\r\nhello`, '400 InvalidRequest'],
  ['CL.TE smuggling', `${PUT}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, '400 InvalidRequest'],
  ['TE.CL smuggling', `${PUT}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`, '400 InvalidRequest'],
  ['chunked twice', `${PUT}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n`, '400 InvalidRequest'],
  ['chunked before another coding', `${PUT}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`, '400 InvalidRequest'],
  [
    'a header section over 16 KiB',
    `${PUT}X-Filler: ${'x'.repeat(17_000)}\r\n${BODY}`,
    '400 RequestHeaderSectionTooLarge',
  ],
  [
    'a header section of 2 MB',
    `${PUT}X-Filler: ${'x'.repeat(2_000_000)}\r\n${BODY}`,
    '400 RequestHeaderSectionTooLarge',
  ],
  [
    'a target over 16 KiB',
    `PUT /uploads/${'k'.repeat(17_000)} HTTP/1.1\r\nHost: localhost\r\n${BODY}`,
    '400 RequestHeaderSectionTooLarge',
  ],
  ['a control character in a value', `${PUT}X-A: a\x01b\r\n${BODY}`, '400 InvalidRequest'],
  ['NUL in a value', `${PUT}X-A: a\0b\r\n${BODY}`, '400 InvalidRequest'],
  ['a bare CR in a value', `${PUT}X-A: a\rb\r\n${BODY}`, '400 InvalidRequest'],
  ['a space before the colon', `${PUT}X-A : b\r\n${BODY}`, '400 InvalidRequest'],
  ['a field without a colon', `${PUT}X-A\r\n${BODY}`, '400 InvalidRequest'],
  ['a folded field', `${PUT}X-A: a\r\n b\r\n${BODY}`, '400 InvalidRequest'],
  ['bare line feeds', `PUT /uploads/k HTTP/1.1\nHost: localhost\nContent-Length: 5\n\nhello`, '400 InvalidRequest'],
  ['a space in the target', `PUT /uploads/a b HTTP/1.1\r\nHost: localhost\r\n${BODY}`, '400 InvalidRequest'],
  ['a raw byte in the target', `PUT /uploads/\xe9 HTTP/1.1\r\nHost: localhost\r\n${BODY}`, '400 InvalidRequest'],
  [
    'a control character in the target',
    `PUT /uploads/\x01 HTTP/1.1\r\nHost: localhost\r\n${BODY}`,
    '400 InvalidRequest',
  ],
  ['a target without a slash', `PUT uploads/k HTTP/1.1\r\nHost: localhost\r\n${BODY}`, '400 InvalidRequest'],
  ['another scheme', `PUT ftp://localhost/uploads/k HTTP/1.1\r\nHost: localhost\r\n${BODY}`, '400 InvalidURI'],
  ['HTTP/0.9', 'GET /uploads/k\r\n\r\n', '400 InvalidRequest'],
  ['HTTP/1.2', `PUT /uploads/k HTTP/1.2\r\nHost: localhost\r\n${BODY}`, '400 InvalidRequest'],
  ['HTTP/2.0 in text', `PUT /uploads/k HTTP/2.0\r\nHost: localhost\r\n${BODY}`, '400 InvalidRequest'],
  ['the HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', '400 InvalidRequest'],
  ['CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n', '405 MethodNotAllowed'],
];

/** Requests behind another, which would be carried out if their bytes were taken for a request of their own. */
const HIDDEN = 'PUT /uploads/hidden HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello';

const SMUGGLED: readonly Row[] = [
  [
    'CL.TE with a hidden request',
    `${PUT}Content-Length: ${HIDDEN.length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
    '400 InvalidRequest',
  ],
  [
    'TE.CL with a hidden request',
    `${PUT}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n${HIDDEN.length.toString(16)}\r\n${HIDDEN}\r\n0\r\n\r\n`,
    '400 InvalidRequest',
  ],
  [
    'TE.TE, one of them unknown',
    `${PUT}Transfer-Encoding: chunked\r\nTransfer-Encoding: cow\r\n\r\n0\r\n\r\n${HIDDEN}`,
    '400 InvalidRequest',
  ],
  [
    'TE in two fields',
    `${PUT}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
    '400 InvalidRequest',
  ],
  ['TE with a vertical tab', `${PUT}Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n${HIDDEN}`, '400 InvalidRequest'],
  ['TE behind a folded line', `${PUT}X: a\r\n Transfer-Encoding: chunked\r\n${BODY}`, '400 InvalidRequest'],
  [
    'TE with a space before the colon',
    `${PUT}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
    '400 InvalidRequest',
  ],
  ['a Content-Length behind a bare CR', `${PUT}X: a\rContent-Length: 5\r\n\r\nhello`, '400 InvalidRequest'],
  [
    'a Content-Length in two spellings',
    `${PUT}Content-Length: 5\r\nContent-length: 05\r\n\r\nhello`,
    '400 InvalidRequest',
  ],
];

/** Faults that show after the head, which the bucket has refused by then: nobody has signed it. */
const UNSIGNED: readonly Row[] = [
  [
    'HTTP/1.0 with chunked',
    `PUT /uploads/k HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
    '403 AccessDenied',
  ],
  ['a chunk size that is none', `${CHUNKED}zz\r\nhello\r\n0\r\n\r\n`, '403 AccessDenied'],
  ['a chunk extension without an end', `${CHUNKED}5;a="b\r\nhello\r\n0\r\n\r\n`, '403 AccessDenied'],
  ['a chunk longer than its size', `${CHUNKED}2\r\nhello\r\n0\r\n\r\n`, '403 AccessDenied'],
];

const rows = (list: readonly Row[], ends: boolean): BadRequest[] =>
  list.map(([name, bytes, answer]) => ({
    name: `HTTP: ${name}`,
    // In latin1: some of the bytes are no UTF-8.
    bytes: (bucket) => Buffer.from(bytes.replaceAll(BUCKET, bucket), 'latin1'),
    answer,
    ends,
  }));

/** What is refused before anybody asks for a bucket, a key or a signature. */
export const MALFORMED_HTTP: readonly BadRequest[] = [
  ...rows([...REFUSED, ...SMUGGLED], true),
  ...rows(UNSIGNED, false),
];
