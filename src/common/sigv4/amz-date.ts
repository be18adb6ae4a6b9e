import { amzTimestamp } from './string-to-sign.js';

const BASIC = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
/** IMF-fixdate (RFC 9110 section 5.6.7). */
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

/** The moment of a signature, as it enters the string to sign and as a number. */
export interface SignatureDate {
  /** `YYYYMMDDTHHMMSSZ`. */
  readonly timestamp: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Reads `YYYYMMDDTHHMMSSZ`, the form of `x-amz-date`; undefined for anything else and for dates that do not exist. */
export function readAmzDate(text: string): SignatureDate | undefined {
  const parts = BASIC.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // The engine rolls 30 February over to March.
  return Number.isNaN(at) || amzTimestamp(new Date(at)) !== text ? undefined : { timestamp: text, at };
}

/** Reads the header `Date`, in the form of HTTP or of `x-amz-date`. */
export function readDateHeader(text: string): SignatureDate | undefined {
  if (!HTTP_DATE.test(text)) return readAmzDate(text);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : { timestamp: amzTimestamp(new Date(at)), at };
}

/** A moment as S3 writes it in its errors: ISO 8601 without fractions of a second. */
export function isoSeconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
