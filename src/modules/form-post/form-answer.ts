import { encodeUri, encodeUriPath } from '../../common/sigv4/uri-encoding.js';
import { element, XML_DECLARATION } from '../../common/s3/xml/xml-writer.js';
import type { S3Reply } from '../runtime/index.js';
import type { WriteResult } from '../storage/index.js';
import type { FormFields } from './form-fields.js';

/** What a form has become. */
export interface StoredForm {
  readonly bucket: string;
  readonly key: string;
  /** URL of the bucket as the client sees it. */
  readonly bucketUrl: string;
  readonly result: WriteResult;
}

/**
 * The answer that the form asks for: `success_action_redirect` before `success_action_status`. What S3 cannot make sense
 * of counts as absent ("POST Object" in the S3 API reference), and without both it is 204.
 */
export function formAnswer(fields: FormFields, stored: StoredForm): S3Reply {
  const { bucket, key, bucketUrl, result } = stored;
  const headers: (readonly [string, string])[] = [['etag', result.etag], ...result.headers];
  const redirect = redirectTarget(fields.get('success_action_redirect') ?? fields.get('redirect'));
  if (redirect !== undefined) {
    return { status: 303, headers: [...headers, ['location', withResult(redirect, bucket, key, result.etag)]] };
  }
  const location = `${bucketUrl}/${encodeUriPath(key)}`;
  headers.push(['location', location]);
  const wanted = fields.get('success_action_status');
  if (wanted === '201') {
    return { status: 201, headers, xml: postResponseDocument(location, bucket, key, result.etag) };
  }
  return { status: wanted === '200' ? 200 : 204, headers };
}

/** An absolute http or https URL; everything else would send a browser to who knows where. */
function redirectTarget(text: string | undefined): URL | undefined {
  const url = text === undefined || !/^https?:\/\//i.test(text) ? null : URL.parse(text);
  return url ?? undefined;
}

function withResult(url: URL, bucket: string, key: string, etag: string): string {
  const target = new URL(url);
  const added = `bucket=${encodeUri(bucket)}&key=${encodeUri(key)}&etag=${encodeUri(etag)}`;
  target.search = target.search === '' ? added : `${target.search}&${added}`;
  return target.href;
}

/** Alone among the answers of S3, and like its errors, it has no namespace. */
function postResponseDocument(location: string, bucket: string, key: string, etag: string): string {
  const content =
    element('Location', location) + element('Bucket', bucket) + element('Key', key) + element('ETag', etag);
  return `${XML_DECLARATION}<PostResponse>${content}</PostResponse>`;
}
