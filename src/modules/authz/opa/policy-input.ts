import type { RequestHeaders } from '../../../common/s3/header-registry.js';
import type { AuthorizationRequest } from '../../runtime/index.js';
import { claimsText } from '../claims-for-policy.js';

/**
 * Request headers that a policy sees. An allow list: what proves an identity (authorization, cookie,
 * x-amz-security-token, headers with tokens) or decrypts an object (SSE-C keys) can never be among them.
 */
const SHOWN = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'if-match',
  'if-none-match',
  'origin',
  'x-amz-acl',
  'x-amz-copy-source',
  'x-amz-grant-full-control',
  'x-amz-grant-read',
  'x-amz-grant-read-acp',
  'x-amz-grant-write-acp',
  'x-amz-object-lock-legal-hold',
  'x-amz-object-lock-mode',
  'x-amz-object-lock-retain-until-date',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-storage-class',
  'x-amz-tagging',
  'x-amz-website-redirect-location',
];

/**
 * The input document of a policy but for the clock, as JSON (docs/authorization.md). It is the key of the decision cache
 * as well, so that every field that a policy can look at tells decisions apart.
 */
export function policyInput({ principal, action, operation, resource, context }: AuthorizationRequest): string {
  const { method, path, ip, contentLength, headers } = context;
  const about = {
    action,
    operation,
    resource: { bucket: resource.bucket, key: resource.key },
    // Last, for withTime. A length that is not declared is left out: null is less than any number in Rego.
    context: {
      method,
      path,
      ip,
      ...(contentLength !== undefined && { content_length: contentLength }),
      ...contentType(headers),
      headers: shownHeaders(headers),
    },
  };
  const subject = JSON.stringify(principal.subject);
  return `{"subject":${subject},"claims":${claimsText(principal.claims)},${JSON.stringify(about).slice(1)}`;
}

/** The whole input document: what `policyInput` made, and the time at which it is asked, RFC 3339 in UTC. */
export function withTime(input: string, now: Date): string {
  return `${input.slice(0, -2)},"time":"${now.toISOString()}"}}`;
}

function contentType(headers: RequestHeaders): { content_type?: string } {
  const value = headers.get('content-type');
  return value === undefined ? {} : { content_type: value };
}

function shownHeaders(headers: RequestHeaders): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const name of SHOWN) {
    const value = headers.get(name);
    if (value !== undefined) shown[name] = value;
  }
  return shown;
}
