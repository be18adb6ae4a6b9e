import { GatewayError } from '../../common/errors/gateway-error.js';
import { PAYLOAD_HEADER, readPayloadForm } from '../../common/s3/payload-form.js';

/**
 * To be asked for operations whose body is no object: they have no aws-chunked form. S3 refuses every value that
 * begins like one, known or not.
 * @throws GatewayError InvalidRequest; InvalidArgument for a value that no operation has
 */
export function checkPayloadHeader(headers: ReadonlyMap<string, string>): void {
  const value = headers.get(PAYLOAD_HEADER);
  if (value?.startsWith('STREAMING-') === true) {
    throw new GatewayError('InvalidRequest', { message: `The value of ${PAYLOAD_HEADER} header is invalid.` });
  }
  readPayloadForm(value);
}
