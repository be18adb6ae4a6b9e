import { GatewayError } from '../../common/errors/gateway-error.js';
import { PAYLOAD_HEADER } from './payload-form.js';

/**
 * To be asked for operations whose body is no object: they have no aws-chunked form. S3 refuses every value that
 * begins like one, known or not.
 * @throws GatewayError InvalidRequest
 */
export function refuseObjectFraming(headers: ReadonlyMap<string, string>): void {
  if (headers.get(PAYLOAD_HEADER)?.startsWith('STREAMING-') === true) {
    throw new GatewayError('InvalidRequest', { message: `The value of ${PAYLOAD_HEADER} header is invalid.` });
  }
}
