import type { OfferedOperation } from '../../common/s3/operation-names.js';
import type { RequestContext } from './request-context.js';

/** What an operation wants answered. The writer adds the request id and, for XML, type and length. */
export interface S3Answer {
  readonly status: number;
  readonly headers?: Iterable<readonly [name: string, value: string]>;
  readonly xml?: string;
}

/** One S3 operation. It runs after every guard has agreed and throws a GatewayError when it cannot be done. */
export interface S3Operation {
  readonly name: OfferedOperation;
  handle(context: RequestContext): Promise<S3Answer>;
}
