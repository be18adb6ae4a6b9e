import { HEADER_RULES } from './header-registry.js';

/** Headers that only a client can know: its own key, and the checksum it is about to send. */
const OF_THE_CLIENT = /^x-amz-(server-side-encryption-customer-|checksum-)/;
/** RFC 9110 section 5.5 without leading and trailing spaces; one latin1 character per byte. */
const FIELD_VALUE = /^[!-~\x80-\xff](?:[\t -~\x80-\xff]*[!-~\x80-\xff])?$/;
const METADATA = /^x-amz-meta-[\w!#$%&'*+.^`|~-]+$/;

/** Whether the gateway may put a header on a new object in the client's place. @param name in lower case */
export function isForcibleHeader(name: string, value: string): boolean {
  const known = METADATA.test(name) || HEADER_RULES.createMultipartUpload.forwarded.has(name);
  return known && !OF_THE_CLIENT.test(name) && FIELD_VALUE.test(value);
}
