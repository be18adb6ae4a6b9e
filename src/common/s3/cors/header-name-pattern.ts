/**
 * Whether a header name is meant by a pattern with at most one asterisk, which stands for any characters, such as
 * `x-amz-*`: the rule of `AllowedHeader` in a bucket's CORS configuration (S3 user guide). Names have no case.
 */
export function headerNameMatches(pattern: string, name: string): boolean {
  const [start = '', end] = pattern.toLowerCase().split('*');
  const wanted = name.toLowerCase();
  if (end === undefined) return wanted === start;
  return wanted.length >= start.length + end.length && wanted.startsWith(start) && wanted.endsWith(end);
}
