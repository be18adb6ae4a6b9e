import type { HeaderFields, QueryParameters } from '../../../common/sigv4/canonical-request.js';

/** The request line and header section in the bytes of HTTP/1.1; every part is one latin1 character per byte. */
export function requestHead(method: string, path: string, query: QueryParameters, headers: HeaderFields): Buffer {
  const search = query.map(([name, value]) => `${name}=${value}`).join('&');
  let head = `${method} ${path}${search === '' ? '' : '?'}${search} HTTP/1.1\r\n`;
  for (const [name, value] of headers) head += `${name}: ${value}\r\n`;
  return Buffer.from(`${head}\r\n`, 'latin1');
}
