import { GatewayError } from '../errors/gateway-error.js';

/** Which aws-chunked form a body has. */
export interface ChunkedForm {
  readonly signed: boolean;
  /** Whether the form may end with a trailer. */
  readonly trailer: boolean;
}

/** What `x-amz-content-sha256` says about a body. */
export interface PayloadForm {
  /** Lower-case hex SHA-256 of the body. */
  readonly sha256?: string;
  readonly chunked?: ChunkedForm;
}

/** The header that says which form a body has. */
export const PAYLOAD_HEADER = 'x-amz-content-sha256';
const SHA256_HEX = /^[0-9a-f]{64}$/i;
const FORMS: ReadonlyMap<string, PayloadForm> = new Map([
  ['UNSIGNED-PAYLOAD', {}],
  ['STREAMING-UNSIGNED-PAYLOAD-TRAILER', { chunked: { signed: false, trailer: true } }],
  ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', { chunked: { signed: true, trailer: false } }],
  ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER', { chunked: { signed: true, trailer: true } }],
]);
/** Signature Version 4A. */
const ECDSA_FORMS: ReadonlySet<string> = new Set([
  'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD',
  'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER',
]);

/**
 * Reads `x-amz-content-sha256` ("Signature calculations for the Authorization header", S3 API reference). It alone
 * decides whether a body is aws-chunked: S3 accepts such bodies without the token in Content-Encoding, and without
 * this header takes a body as it comes, whatever Content-Encoding says.
 * @param value undefined where the request needs no signature
 * @throws GatewayError InvalidArgument for an unknown value, NotImplemented for Signature Version 4A
 */
export function readPayloadForm(value: string | undefined): PayloadForm {
  if (value === undefined) return {};
  if (SHA256_HEX.test(value)) return { sha256: value.toLowerCase() };
  const form = FORMS.get(value);
  if (form !== undefined) return form;
  if (ECDSA_FORMS.has(value)) throw new GatewayError('NotImplemented', { details: { Header: PAYLOAD_HEADER } });
  throw new GatewayError('InvalidArgument', {
    message: `${PAYLOAD_HEADER} must be ${[...FORMS.keys(), ...ECDSA_FORMS].join(', ')} or a valid sha256 value.`,
    details: { ArgumentName: PAYLOAD_HEADER, ArgumentValue: value },
  });
}

/** Whether `x-amz-content-sha256` announces an aws-chunked body, without judging any other value. */
export function isAwsChunked(value: string | undefined): boolean {
  return value !== undefined && FORMS.get(value)?.chunked !== undefined;
}
