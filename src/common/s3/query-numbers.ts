import { GatewayError } from '../errors/gateway-error.js';
import { MAX_COUNT, MAX_PAGE_SIZE, MAX_PART_NUMBER } from './limits.js';
import { queryValue } from './request-target.js';
import type { QueryParameter } from './request-target.js';
import { invalidPartNumber } from './xml/parse-complete-multipart-upload.js';

type Query = readonly QueryParameter[];

/**
 * A paging parameter such as `max-parts`: a whole number from 0, cut to S3's page size.
 * @throws GatewayError InvalidArgument
 */
export function pageSize(query: Query, name: string): number {
  return Math.min(count(query, name, MAX_PAGE_SIZE), MAX_PAGE_SIZE);
}

/** A query parameter that counts something. @throws GatewayError InvalidArgument */
export function count(query: Query, name: string, whenAbsent: number): number {
  const text = queryValue(query, name);
  if (text === undefined || text === '') return whenAbsent;
  const number = /^-?\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= 0 && number <= MAX_COUNT)) {
    throw new GatewayError('InvalidArgument', {
      message:
        number < 0 && number >= -MAX_COUNT - 1
          ? `Argument ${text} must be an integer between 0 and ${MAX_COUNT}`
          : `Provided ${text} not an integer or within integer range`,
      details: { ArgumentName: name, ArgumentValue: text },
    });
  }
  return number;
}

/**
 * The parameter `partNumber`.
 * @returns undefined when it is not there
 * @throws GatewayError InvalidArgument outside 1 to 10,000
 */
export function partNumberIn(query: Query): number | undefined {
  const text = queryValue(query, 'partNumber');
  if (text === undefined) return undefined;
  const number = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > MAX_PART_NUMBER) throw invalidPartNumber(text);
  return number;
}
