import { createHash } from 'node:crypto';
import { CHECKSUM_ALGORITHMS } from '../../../src/common/checksums/checksum.js';
import { checksumOf } from '../../support/memory-body.js';
import { sha256 } from '../../support/signed-request.js';
import type { Fields } from '../../support/signed-request.js';
import { changed, HELLO, signed } from './bad-request.js';
import type { BadRequest, Difference, Expected } from './bad-request.js';

const bad = (name: string, answer: string, bytes: BadRequest['bytes'], expected: Expected = {}): BadRequest => ({
  name: `declared: ${name}`,
  answer,
  bytes,
  ...expected,
});
const withHeaders = (headers: Fields, more: Difference = {}) => signed({ headers, ...more });
const md5 = (text: string): string => createHash('md5').update(text).digest('base64');
const OTHER = Buffer.from('other');
const CRC32 = { 'x-amz-checksum-crc32': checksumOf('crc32', Buffer.from(HELLO)) };
/** What no operation of a bucket without a body may have: its SHA-256 is that of nothing. */
const BODYLESS: readonly (readonly [method: string, path: string])[] = [
  ['GET', '?location'],
  ['GET', '?uploads'],
  ['HEAD', ''],
  ['HEAD', '/k'],
  ['DELETE', '/k'],
  ['POST', '/k?uploads'],
  ['PUT', ''],
];

/** Headers that say something impossible or untrue about the object. */
const OF_THE_OBJECT: readonly BadRequest[] = [
  ...CHECKSUM_ALGORITHMS.flatMap((algorithm) => {
    const name = `x-amz-checksum-${algorithm}`;
    return [
      bad(`the wrong ${algorithm}`, '400 BadDigest', withHeaders({ [name]: checksumOf(algorithm, OTHER) }), {
        message: `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
      }),
      bad(`a ${algorithm} that is no base64`, '400 InvalidRequest', withHeaders({ [name]: 'nonsense!' }), {
        message: `Value for ${name} header is invalid.`,
      }),
      bad(`a ${algorithm} that is too long`, '400 InvalidRequest', withHeaders({ [name]: 'A'.repeat(96) })),
      bad(`an empty ${algorithm}`, '400 InvalidRequest', withHeaders({ [name]: '' })),
    ];
  }),
  bad(
    'two checksums',
    '400 InvalidRequest',
    withHeaders({ ...CRC32, 'x-amz-checksum-sha1': checksumOf('sha1', Buffer.from(HELLO)) }),
    {
      message: /^Expecting a single x-amz-checksum- header/,
    },
  ),
  bad('a checksum S3 has not', '501 NotImplemented', withHeaders({ 'x-amz-checksum-crc16': 'AAA=' })),
  bad(
    'an SDK algorithm without a checksum',
    '400 InvalidRequest',
    withHeaders({ 'x-amz-sdk-checksum-algorithm': 'CRC32' }),
    {
      message: /^x-amz-sdk-checksum-algorithm specified, but no corresponding/,
    },
  ),
  bad(
    'an SDK algorithm of another checksum',
    '400 InvalidRequest',
    withHeaders({ ...CRC32, 'x-amz-sdk-checksum-algorithm': 'SHA1' }),
  ),
  bad(
    'an unknown SDK algorithm',
    '400 InvalidRequest',
    withHeaders({ ...CRC32, 'x-amz-sdk-checksum-algorithm': 'MD4' }),
  ),
  bad('a trailer of a plain body', '400 InvalidRequest', withHeaders({ 'x-amz-trailer': 'x-amz-checksum-crc32' })),
  bad('the wrong Content-MD5', '400 BadDigest', withHeaders({ 'content-md5': md5('other') }), {
    // In base64, or as the backend has it.
    elements: { ExpectedDigest: /./, CalculatedDigest: /./ },
  }),
  bad('a Content-MD5 of nonsense', '400 InvalidDigest', withHeaders({ 'content-md5': 'nonsense' }), {
    elements: { 'Content-MD5': 'nonsense' },
  }),
  bad('an empty Content-MD5', '400 InvalidDigest', withHeaders({ 'content-md5': '' })),
  bad(
    'a Content-MD5 in hexadecimal',
    '400 InvalidDigest',
    withHeaders({ 'content-md5': createHash('md5').digest('hex') }),
  ),
  bad('no Content-Length', '411 MissingContentLength', withoutLength()),
  bad(
    'over 5 GiB',
    '400 EntityTooLarge',
    signed({ payload: 'UNSIGNED-PAYLOAD', body: '' }, changed({ 'Content-Length': String(5 * 1024 ** 3 + 1) })),
    {
      elements: { ProposedSize: String(5 * 1024 ** 3 + 1), MaxSizeAllowed: String(5 * 1024 ** 3) },
    },
  ),
  bad('an unknown header', '501 NotImplemented', withHeaders({ 'x-amz-unheard-of': '1' }), {
    elements: { Header: 'x-amz-unheard-of' },
  }),
  bad('a header of another operation', '501 NotImplemented', withHeaders({ 'x-amz-mp-object-size': '5' })),
  bad('a copy', '405 MethodNotAllowed', withHeaders({ 'x-amz-copy-source': '/uploads/other' })),
  bad('too much metadata', '400 MetadataTooLarge', withHeaders({ 'x-amz-meta-a': 'b'.repeat(2_048) })),
  bad('Signature Version 4A', '501 NotImplemented', signed({ payload: 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD' })),
  bad('a condition on an object that is not there', '404 NoSuchKey', withHeaders({ 'if-match': '"0123"' })),
];

/** What comes with an operation that has no body, or no object in it. */
const OF_NO_OBJECT: readonly BadRequest[] = BODYLESS.flatMap(([method, path]) => {
  const what = `${method} ${path || 'of the bucket'}`;
  const status = (answer: string): string => (method === 'HEAD' ? answer.slice(0, 3) : answer);
  const sent = (payload: string, body = '') => signed({ method, path, payload, body });
  const rows: readonly (readonly [string, string, BadRequest['bytes']])[] = [
    [`a SHA-256 of something with ${what}`, '400 XAmzContentSHA256Mismatch', sent(sha256(HELLO))],
    [`a body that was not signed with ${what}`, '400 XAmzContentSHA256Mismatch', sent(sha256(''), HELLO)],
    [`nonsense as SHA-256 with ${what}`, '400 InvalidArgument', sent('nonsense')],
    [`a streaming form with ${what}`, '400 InvalidRequest', sent('STREAMING-UNSIGNED-PAYLOAD-TRAILER')],
    [`an endless body with ${what}`, '400 MaxMessageLengthExceeded', sent(sha256(''), 'x'.repeat(65_537))],
  ];
  return rows.map(([name, answer, bytes]) => bad(name, status(answer), bytes, { method }));
});

/** Declarations in headers that the body, the operation or S3 contradicts. */
export const DECLARATIONS: readonly BadRequest[] = [...OF_THE_OBJECT, ...OF_NO_OBJECT];

/** HTTP allows it: such a request has no body. S3 wants to be told. */
function withoutLength(): BadRequest['bytes'] {
  return (bucket) =>
    Buffer.from(signed({ body: '' })(bucket))
      .toString('latin1')
      .replace('Content-Length: 0\r\n', '');
}
