import { GatewayError } from '../../common/errors/gateway-error.js';

/** Codes and statuses of AWS STS (API reference, AssumeRoleWithWebIdentity and "Common errors"). */
const STS_ERRORS = {
  AccessDenied: 403,
  ExpiredTokenException: 400,
  IDPCommunicationError: 400,
  InvalidAction: 400,
  InvalidIdentityToken: 400,
  PackedPolicyTooLarge: 400,
  ValidationError: 400,
} as const;

export type StsErrorCode = keyof typeof STS_ERRORS;

/** @param message what the caller reads; never a part of the token */
export function stsError(code: StsErrorCode, message: string): GatewayError {
  return GatewayError.inDialect(code, STS_ERRORS[code], { message });
}
