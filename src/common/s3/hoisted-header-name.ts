/** Parameters of the signature itself (Signature Version 4, "Using Query Parameters"), in lower case. */
const ABOUT_THE_SIGNATURE = new Set([
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-security-token',
  'x-amz-signature',
  'x-amz-signedheaders',
]);

/**
 * The header that a query parameter of a presigned URL stands for; undefined when it is none. The SDK for JavaScript
 * writes such names in lower case, the one for Go in the form `X-Amz-Acl`.
 */
export function hoistedHeaderName(parameter: string): string | undefined {
  const name = parameter.toLowerCase();
  return name.startsWith('x-amz-') && !ABOUT_THE_SIGNATURE.has(name) ? name : undefined;
}
