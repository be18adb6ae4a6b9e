import { GatewayError } from '../../common/errors/gateway-error.js';
import { checkObjectKey } from '../../common/s3/object-key.js';

const FILENAME = '${filename}';

/**
 * The key that a form asks for, with the name of the file in its place.
 * @param field value of the field `key`
 * @throws GatewayError InvalidArgument without a key, InvalidURI, KeyTooLongError
 */
export function formKey(field: string | undefined, filename: string): string {
  if (field === undefined) {
    throw invalid(
      "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.",
    );
  }
  // Not `replaceAll` with a text: in that, `$&` and the like of a file name would have a meaning.
  const key = field.split(FILENAME).join(filename);
  if (key === '') throw invalid('User key must have a length greater than 0.');
  return checkObjectKey(key);
}

function invalid(message: string): GatewayError {
  return new GatewayError('InvalidArgument', { message, details: { ArgumentName: 'key', ArgumentValue: '' } });
}
