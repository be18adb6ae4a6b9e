/** The first line of a request. */
export interface RequestLine {
  readonly method: string;
  readonly target: string;
  readonly version: string;
  /** Whether it is an upload whatever it looks like. */
  readonly toUploads?: boolean;
}

export function readRequestLine(text: string): RequestLine {
  const [method = '', target = '', version = ''] = text.split(' ');
  return { method, target, version };
}

/** Query parameters that say nothing about the operation. */
const ABOUT_THE_REQUEST = /^(?:x-id|x-amz-.*|AWSAccessKeyId|Expires|Signature)$/i;

/**
 * Whether a request belongs to an upload: what an upload-only gateway is asked in production. Everything else makes
 * buckets, reads objects back or cleans up, and goes to the store itself.
 * @param head the header section, to tell a copy from an upload
 */
export function isUpload({ method, target, toUploads }: RequestLine, head: string): boolean {
  if (toUploads === true || method === 'OPTIONS') return true;
  const [path = '', search = ''] = target.split('?', 2);
  const key = /^\/[^/]+\/./.test(path);
  const names = search.split('&').map((parameter) => parameter.split('=', 1)[0] ?? '');
  const asks = names.filter((name) => name !== '' && !ABOUT_THE_REQUEST.test(name));
  if (!key) return (method === 'GET' && asks.includes('uploads')) || (method === 'POST' && asks.length === 0);
  if (asks.includes('uploadId') || (method === 'POST' && asks.includes('uploads'))) return true;
  return method === 'PUT' && asks.length === 0 && !/\r\nx-amz-copy-source:/i.test(head);
}
