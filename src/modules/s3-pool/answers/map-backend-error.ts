import { GatewayError } from '../../../common/errors/gateway-error.js';
import type { GatewayErrorOptions } from '../../../common/errors/gateway-error.js';
import { S3_ERRORS } from '../../../common/errors/s3-error-codes.js';
import type { ErrorRow, S3ErrorCode } from '../../../common/errors/s3-error-codes.js';
import { readErrorDocument } from './read-error-document.js';
import type { ErrorDocument } from './read-error-document.js';

/** An answer that is no success. */
export interface BackendRefusal {
  readonly status: number;
  readonly body: Buffer;
}

/** Answers about the gateway's own keys, clock, region or address: no client can do anything about them. */
const ABOUT_THE_GATEWAY = new Set([
  'AccountProblem',
  'AllAccessDisabled',
  'AuthorizationHeaderMalformed',
  'AuthorizationQueryParametersError',
  'ExpiredToken',
  'IllegalLocationConstraintException',
  'IncorrectEndpoint',
  'InvalidAccessKeyId',
  'InvalidSecurity',
  'InvalidToken',
  'MissingAuthenticationToken',
  'MissingSecurityHeader',
  'NotSignedUp',
  'PermanentRedirect',
  'Redirect',
  'RequestExpired',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
  'TemporaryRedirect',
  'TokenRefreshRequired',
]);

/** Codes whose own message in our table says less than the backend's. */
const EXPLAINED_BY_BACKEND = new Set([
  'AccessForbidden',
  'BadDigest',
  'BadRequest',
  'InvalidArgument',
  'InvalidRequest',
  'InvalidTag',
  'NotImplemented',
]);

/** Elements that speak about the client's request. All others may name the backend's host, bucket or account. */
const CLIENT_ELEMENTS = [
  'ArgumentName',
  'ArgumentValue',
  'BadChunkSize',
  'CalculatedDigest',
  'Chunk',
  'ClientComputedContentSHA256',
  'Condition',
  'Content-MD5',
  'ETag',
  'ExpectedDigest',
  'Header',
  'MaxSizeAllowed',
  'Method',
  'MinSizeAllowed',
  'PartNumber',
  'ProposedSize',
  'ResourceType',
  'S3ComputedContentSHA256',
  'Size',
];

/** What a status means when no document explains it, as in answers to HEAD. */
const BY_STATUS: Partial<Record<number, S3ErrorCode>> = {
  403: 'AccessDenied',
  405: 'MethodNotAllowed',
  409: 'OperationAborted',
  411: 'MissingContentLength',
  412: 'PreconditionFailed',
  416: 'InvalidRange',
};

const REFUSED = 'The storage behind this bucket refused the request.';

/** Turns a backend's refusals into what the client is told. The only such mapping. */
export class BackendErrorMapper {
  /** @param hidden texts that no client may see: host, bucket, access key */
  constructor(private readonly hidden: readonly string[]) {}

  /** @param missing the code of a 404 without an explanation */
  refusal({ status, body }: BackendRefusal, missing: S3ErrorCode): GatewayError {
    return this.#map(status, readErrorDocument(body), missing);
  }

  /**
   * The error that some operations report under the status 200, because they began to answer before they knew.
   * @returns undefined when the body is no error
   */
  inSuccess(body: Buffer): GatewayError | undefined {
    const document = readErrorDocument(body);
    if (document === undefined) return undefined;
    const status = tableRow(document.code)?.status ?? 500;
    return this.#map(status, document, 'InternalError');
  }

  #map(status: number, document: ErrorDocument | undefined, missing: S3ErrorCode): GatewayError {
    const cause = new Error(`backend answered ${status} ${document?.code ?? ''}: ${document?.message ?? ''}`);
    if (isAboutTheGateway(status, document?.code)) {
      // Not retryable as it stands: the same keys and the same address would be refused again.
      return new GatewayError('ServiceUnavailable', { source: 'gateway', retryable: false, undone: true, cause });
    }
    if (status === 501 && document?.code === 'NotImplemented') {
      return new GatewayError('NotImplemented', { ...this.#visible(document), cause });
    }
    if (status === 429 || document?.code === 'SlowDown') return new GatewayError('SlowDown', { undone: true, cause });
    if (status >= 500) return new GatewayError('ServiceUnavailable', { cause });
    if (status === 403 && (document === undefined || document.code === 'AccessDenied')) {
      return new GatewayError('AccessDenied', { cause });
    }
    if (document !== undefined) return this.#clientError(status, document, cause);
    const code = status === 404 ? missing : BY_STATUS[status];
    return code === undefined
      ? GatewayError.fromBackend('InvalidRequest', status, { cause })
      : new GatewayError(code, { cause });
  }

  #clientError(status: number, document: ErrorDocument, cause: Error): GatewayError {
    const options = { ...this.#visible(document), cause };
    return isTableCode(document.code) && S3_ERRORS[document.code].status === status
      ? new GatewayError(document.code, options)
      : GatewayError.fromBackend(document.code, status, options);
  }

  #visible({ code, message, elements }: ErrorDocument): GatewayErrorOptions {
    const details: Record<string, string> = {};
    for (const name of CLIENT_ELEMENTS) {
      const text = elements.get(name);
      if (text !== undefined && !this.#reveals(text)) details[name] = text;
    }
    const known = tableRow(code)?.message;
    const preferOurs = known !== undefined && !EXPLAINED_BY_BACKEND.has(code);
    const usable = message !== '' && !this.#reveals(message);
    return { message: preferOurs || !usable ? (known ?? REFUSED) : message, details };
  }

  #reveals(text: string): boolean {
    return this.hidden.some((secret) => text.includes(secret));
  }
}

function isAboutTheGateway(status: number, code: string | undefined): boolean {
  if (status < 400 || status === 401 || status === 407) return true;
  return code !== undefined && ABOUT_THE_GATEWAY.has(code);
}

function isTableCode(code: string): code is S3ErrorCode {
  return Object.hasOwn(S3_ERRORS, code);
}

function tableRow(code: string): ErrorRow | undefined {
  return isTableCode(code) ? S3_ERRORS[code] : undefined;
}
