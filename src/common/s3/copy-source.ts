import { GatewayError } from '../errors/gateway-error.js';
import { decodeOnce } from './request-target.js';

/** What `x-amz-copy-source` names, in the client's view. */
export interface NamedCopySource {
  /** Absolute path of bucket and key, percent-encoded. */
  readonly rawPath: string;
  readonly versionId?: string;
}

const VERSION = /\?versionId=([^&?]*)$/;

/**
 * Reads the header `x-amz-copy-source`: `bucket/key`, with or without a slash before, percent-encoded or not, then perhaps
 * `?versionId=`. Every other question mark belongs to the key.
 * @param value one latin1 character per byte
 * @throws GatewayError InvalidArgument, InvalidURI
 */
export function parseCopySource(value: string): NamedCopySource {
  const text = Buffer.from(value, 'latin1').toString('utf8');
  const version = VERSION.exec(text)?.[1];
  const path = text.replace(VERSION, '').replace(/^\//, '');
  const slash = path.indexOf('/');
  if (slash < 1 || slash === path.length - 1) {
    throw new GatewayError('InvalidArgument', {
      message: 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      details: { ArgumentName: 'x-amz-copy-source', ArgumentValue: text },
    });
  }
  const versionId = version === undefined || version === '' ? undefined : decodeOnce(version);
  return { rawPath: `/${path}`, ...(versionId !== undefined && { versionId }) };
}
