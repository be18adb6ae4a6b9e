import { signed, unsigned } from './bad-request.js';
import type { BadRequest } from './bad-request.js';

type Row = readonly [method: string, query: string, answer: string];

/** Query parameters that make another operation of a request, or none. Every one of these is signed. */
const SUB_RESOURCES: readonly Row[] = [
  ['PUT', '?tagging', '405 MethodNotAllowed'],
  ['PUT', '?tagging=', '405 MethodNotAllowed'],
  ['PUT', '?%74agging', '405 MethodNotAllowed'],
  ['PUT', '?acl', '405 MethodNotAllowed'],
  ['PUT', '?acl&versionId=1', '405 MethodNotAllowed'],
  ['PUT', '?x-id=PutObject&acl', '405 MethodNotAllowed'],
  ['PUT', '?retention', '405 MethodNotAllowed'],
  ['PUT', '?legal-hold', '405 MethodNotAllowed'],
  ['PUT', '?renameObject', '405 MethodNotAllowed'],
  ['PUT', '?encryption', '405 MethodNotAllowed'],
  ['PUT', '?partNumber=1', '400 InvalidArgument'],
  ['PUT', '?uploadId=x', '400 InvalidArgument'],
  ['PUT', '?versionId=1', '400 InvalidArgument'],
  ['PUT', '?acl&tagging', '400 InvalidArgument'],
  ['PUT', '?acl&acl', '400 InvalidArgument'],
  ['PUT', '?partNumber=1&uploadId=x', '404 NoSuchUpload'],
  ['PUT', '?partNumber=1&partNumber=2&uploadId=x', '400 InvalidArgument'],
  ['PUT', '?partNumber=1&uploadId=x&acl', '400 InvalidArgument'],
  ['PUT', '?uploads', '501 NotImplemented'],
  ['PUT', '?torrent', '501 NotImplemented'],
  ['PUT', '?nonsense', '501 NotImplemented'],
  ['PUT', '?nonsense=1', '501 NotImplemented'],
  ['PUT', '?=1', '501 NotImplemented'],
  ['PUT', '?ACL', '501 NotImplemented'],
  ['PUT', '?acl;x', '501 NotImplemented'],
  ['PUT', '?x-amz-acl=public-read', '501 NotImplemented'],
  ['PUT', '?x-amz-meta-a=b', '501 NotImplemented'],
  ['PUT', '?X-Amz-Unheard-Of=1', '501 NotImplemented'],
  ['PUT', '?x-id=1&nonsense', '501 NotImplemented'],
  ['PUT', '?%zz', '400 InvalidURI'],
  ['PUT', '?a=%E2%98', '400 InvalidURI'],
  ['PUT', '?partNumber=0&uploadId=x', '404 NoSuchUpload'],
  ['PUT', '?partNumber=1&uploadId=', '404 NoSuchUpload'],
  ['PUT', '?partNumber=a&uploadId=x', '404 NoSuchUpload'],
  ['POST', '', '405 MethodNotAllowed'],
  ['POST', '?restore', '405 MethodNotAllowed'],
  ['POST', '?select&select-type=2', '405 MethodNotAllowed'],
  ['POST', '?uploads&uploadId=x', '400 InvalidArgument'],
  ['POST', '?uploadId=x', '404 NoSuchUpload'],
  ['POST', '?nonsense', '501 NotImplemented'],
  ['GET', '', '405 MethodNotAllowed'],
  ['GET', '?acl', '405 MethodNotAllowed'],
  ['GET', '?attributes', '405 MethodNotAllowed'],
  ['GET', '?tagging', '405 MethodNotAllowed'],
  ['GET', '?uploadId=x', '404 NoSuchUpload'],
  ['GET', '?nonsense', '501 NotImplemented'],
  ['DELETE', '?tagging', '405 MethodNotAllowed'],
  ['DELETE', '?uploadId=x', '404 NoSuchUpload'],
  ['DELETE', '?nonsense', '501 NotImplemented'],
  ['PATCH', '', '405 MethodNotAllowed'],
  ['TRACE', '', '405 MethodNotAllowed'],
  ['PROPFIND', '', '405 MethodNotAllowed'],
  ['PURGE', '', '405 MethodNotAllowed'],
];

/** Sub-resources of the bucket itself. */
const OF_THE_BUCKET: readonly Row[] = [
  ['PUT', '?acl', '405 MethodNotAllowed'],
  ['PUT', '?policy', '405 MethodNotAllowed'],
  ['PUT', '?versioning', '405 MethodNotAllowed'],
  ['PUT', '?nonsense', '501 NotImplemented'],
  ['GET', '', '405 MethodNotAllowed'],
  ['GET', '?list-type=2', '405 MethodNotAllowed'],
  ['GET', '?versions', '405 MethodNotAllowed'],
  ['GET', '?nonsense', '501 NotImplemented'],
  ['DELETE', '', '405 MethodNotAllowed'],
  ['POST', '?delete', '405 MethodNotAllowed'],
];

/** Paths and Hosts that lead nowhere. */
const PATHS: readonly (readonly [name: string, path: string, answer: string])[] = [
  ['an escape that is none', '/%zz', '400 InvalidURI'],
  ['half an escape', '/a%2', '400 InvalidURI'],
  ['escapes that are no UTF-8', '/%ff%fe', '400 InvalidURI'],
  ['an overlong slash', '/a%c0%afb', '400 InvalidURI'],
  ['a surrogate', '/%ed%a0%80', '400 InvalidURI'],
  ['NUL', '/a%00b', '400 InvalidURI'],
  ['a dot segment', '/a/./b', '400 InvalidURI'],
  ['two dots', '/a/../b', '400 InvalidURI'],
  ['escaped dots', '/a/%2e%2e/b', '400 InvalidURI'],
  ['escaped dots and slashes', '/..%2f..%2fetc%2fpasswd', '400 InvalidURI'],
  ['a key of 1,025 bytes', `/${'k'.repeat(1_025)}`, '400 KeyTooLongError'],
  ['a key of 1,026 bytes in 342 characters', `/${'%E2%82%AC'.repeat(342)}`, '400 KeyTooLongError'],
  ['a fragment', '/k#f', '400 InvalidURI'],
];

const EMPTY = { body: '' };

/** Targets that name no place for an object. */
export const TARGETS: readonly BadRequest[] = [
  ...SUB_RESOURCES.map(([method, query, answer]) => ({
    name: `target: ${method} of a key with ${query || 'nothing more'}`,
    bytes: signed({ method, path: `/k${query}`, ...(method === 'PUT' ? {} : EMPTY) }),
    answer,
    method,
  })),
  ...OF_THE_BUCKET.map(([method, query, answer]) => ({
    name: `target: ${method} of the bucket with ${query || 'nothing more'}`,
    bytes: signed({ method, path: query, ...EMPTY }),
    answer,
    method,
  })),
  ...PATHS.map(([name, path, answer]) => ({ name: `target: ${name}`, bytes: signed({ path }), answer })),
  {
    name: 'target: a bucket that is not there',
    bytes: () => unsigned('PUT', '/k')('/nowhere'),
    answer: '404 NoSuchBucket',
  },
  {
    name: 'target: a bucket with something behind its name',
    bytes: (bucket) => unsigned('PUT', '/k')(`${bucket}x`),
    answer: '404 NoSuchBucket',
  },
  { name: 'target: no bucket', bytes: () => unsigned('PUT', '')('/'), answer: '404 NoSuchBucket' },
  {
    name: 'target: two slashes first',
    bytes: (bucket) => unsigned('PUT', '/k')(`/${bucket}`),
    answer: '404 NoSuchBucket',
  },
  { name: 'target: OPTIONS *', bytes: () => unsigned('OPTIONS', '', {}, '')('*'), answer: '400 InvalidURI' },
];
