import { errorCode, isGatewayError } from '../../../common/errors/classify.js';
import { GatewayError } from '../../../common/errors/gateway-error.js';

const MESSAGES = {
  CONNECT_TIMEOUT: 'no connection within connect_timeout',
  RESPONSE_TIMEOUT: 'no answer within response_timeout',
  CONNECTION_CLOSED: 'the connection ended before the answer was complete',
  NO_LENGTH: 'the answer has a body without Content-Length',
  EARLY_SUCCESS: 'success was reported before the body had been sent',
  POOL_CLOSED: 'the pool is closed',
} as const;
type BackendFaultCode = keyof typeof MESSAGES;

/** A failure between the gateway and a backend for which Node has no error of its own. */
export class BackendFault extends Error {
  override readonly name = 'BackendFault';

  constructor(readonly code: BackendFaultCode) {
    super(MESSAGES[code]);
  }
}

/** Codes of connections that were never made. */
const NEVER_CONNECTED = new Set(['CONNECT_TIMEOUT', 'EAI_AGAIN', 'ECONNREFUSED', 'ENOTFOUND']);

/**
 * What a client is told about a failed connection: 504 when the backend took the request and stayed silent, 503 for
 * everything else. What happened is kept as the cause, for the log.
 * @param neverSent whether the backend cannot have received the whole request
 */
export function unavailable(error: unknown, neverSent = NEVER_CONNECTED.has(errorCode(error) ?? '')): GatewayError {
  if (isGatewayError(error)) return error;
  const code = errorCode(error) === 'RESPONSE_TIMEOUT' ? 'GatewayTimeout' : 'ServiceUnavailable';
  return new GatewayError(code, { cause: error, undone: neverSent });
}

const REASONS: Partial<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'name not found',
  EAI_AGAIN: 'name lookup failed',
  CONNECT_TIMEOUT: 'no connection in time',
  RESPONSE_TIMEOUT: 'no answer in time',
  ECONNRESET: 'connection reset',
  CONNECTION_CLOSED: 'connection closed without an answer',
};

/** The same in a few words for a readiness report: no host name, no address. */
export function faultReason(error: unknown): string {
  const code = errorCode(isGatewayError(error) ? error.cause : error) ?? '';
  if (/CERT|^ERR_(TLS|SSL)|SELF_SIGNED|UNABLE_TO_/.test(code)) return 'TLS certificate or handshake refused';
  return REASONS[code] ?? 'no usable answer';
}
