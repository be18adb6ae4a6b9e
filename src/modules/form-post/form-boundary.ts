import { GatewayError } from '../../common/errors/gateway-error.js';
import { parseParameterizedValue } from '../../common/http/media-type.js';

/** RFC 2046 section 5.1.1. */
const BOUNDARY = /^[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]$/;

/**
 * The boundary of a form.
 * @param contentType header of the request
 * @throws GatewayError PreconditionFailed for a body that is no form, MalformedPOSTRequest for one without a boundary
 */
export function formBoundary(contentType: string | undefined): string {
  // What is not readable as a media type at all may still call itself a form.
  const kind = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (kind !== 'multipart/form-data') {
    throw new GatewayError('PreconditionFailed', {
      details: { Condition: 'Bucket POST must be of the enclosure-type multipart/form-data' },
    });
  }
  const boundary = parseParameterizedValue(contentType ?? '')?.parameters.get('boundary') ?? '';
  if (!BOUNDARY.test(boundary)) throw new GatewayError('MalformedPOSTRequest');
  return boundary;
}
