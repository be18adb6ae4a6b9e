import { S3_ERRORS } from './s3-error-codes.js';
import type { ErrorSource, S3ErrorCode } from './s3-error-codes.js';

/** Additional XML elements of an error answer, such as `BucketName` or `ProposedSize`. */
export type ErrorDetails = Readonly<Record<string, string | number>>;

/** What a thrower may say beyond the code. */
export interface GatewayErrorOptions {
  readonly message?: string;
  readonly details?: ErrorDetails;
  /** Response headers that belong to this error, for example `Allow`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of the table's, where another way in has another one: a bad token is 401, a bad session token 400. */
  readonly status?: number;
  readonly source?: ErrorSource;
  readonly retryable?: boolean;
  /** Default: whether the client is to blame, since what it did wrong is found before anything is stored. */
  readonly undone?: boolean;
  /** Whether its reason stands in the log already, so that it need not be written for every request. */
  readonly logged?: boolean;
  readonly cause?: unknown;
}

/**
 * The one error of the domain. Blame (`source`) and whether a repeat may help (`retryable`) are properties
 * of the error, not of the place that catches it.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: string;
  readonly status: number;
  readonly source: ErrorSource;
  readonly retryable: boolean;
  /** Whether the request has certainly changed nothing at the store. Where this is open, it is false. */
  readonly undone: boolean;
  readonly logged: boolean;
  readonly details: ErrorDetails;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: S3ErrorCode, options: GatewayErrorOptions = {}, backend?: { code: string; status: number }) {
    const row = S3_ERRORS[code];
    super(options.message ?? row.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = backend?.code ?? code;
    this.status = backend?.status ?? options.status ?? row.status;
    this.source = options.source ?? row.source;
    this.retryable = options.retryable ?? row.retryable;
    this.undone = options.undone ?? this.source === 'client';
    this.logged = options.logged ?? false;
    this.details = options.details ?? {};
    this.headers = options.headers ?? {};
  }

  /** The same error with these details first, in place of its own of the same names. */
  withDetails(first: ErrorDetails): GatewayError {
    const { message, source, retryable, undone, logged, headers, cause, code, status } = this;
    const details = { ...first, ...this.details, ...first };
    return new GatewayError(
      'InvalidRequest',
      { message, source, retryable, undone, logged, headers, cause, details },
      { code, status },
    );
  }

  /**
   * An error of another dialect than S3's, which the table does not know; the client is to blame for it.
   * @param status HTTP status, 400 to 499
   */
  static inDialect(code: string, status: number, options: GatewayErrorOptions = {}): GatewayError {
    return new GatewayError('InvalidRequest', options, { code, status });
  }

  /**
   * A 4xx of the backend, passed on with its own code and status although our table may not know it.
   * @param code S3 error code as the backend wrote it
   * @param status HTTP status, 400 to 499
   */
  static fromBackend(code: string, status: number, options: GatewayErrorOptions = {}): GatewayError {
    return new GatewayError('InvalidRequest', options, { code, status });
  }
}
