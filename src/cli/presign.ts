import { encodeUriPath } from '../common/sigv4/uri-encoding.js';
import { presignedQuery } from '../common/sigv4/presign.js';
import { decodeObjectKey } from '../common/s3/object-key.js';
import type { GatewayConfig, Sigv4Config } from '../modules/config/index.js';
import type { PresignOptions } from './command-line.js';
import { defaultOrigin } from './default-origin.js';
import { readConfig } from './read-config.js';

/** `mizuchi-uploadr presign`: prints a URL that lets whoever has it upload one object. @returns the exit code */
export function presign(options: PresignOptions, now = new Date()): number {
  const read = readConfig({ config: options.config, level: undefined });
  if (read === undefined) return 1;
  const url = presignedUrl(read.config, options, now);
  if (typeof url !== 'string') {
    process.stderr.write(`mizuchi-uploadr: ${url.fault}\n`);
    return 1;
  }
  const type = options.contentType === undefined ? '' : ` -H ${quoted(`Content-Type: ${options.contentType}`)}`;
  process.stdout.write(`${url}\ncurl -T FILE${type} ${quoted(url)}\n`);
  return 0;
}

/** @returns what is wrong where no URL can be made */
export function presignedUrl(
  config: GatewayConfig,
  options: PresignOptions,
  now: Date,
): string | { readonly fault: string } {
  const bucket = config.buckets.find(({ name }) => name === options.bucket);
  if (bucket === undefined) return { fault: `there is no bucket "${options.bucket}" in the configuration` };
  if (!bucket.auth.enabled) return { fault: `bucket "${bucket.name}" is open: its URLs need no signature` };
  if (bucket.path_prefix.endsWith('{bucket}'))
    return { fault: `the prefix ${bucket.path_prefix} stands for many buckets` };
  const { sigv4, jwt } = bucket.auth;
  if (sigv4 === undefined || hasNoKeys(sigv4)) {
    return { fault: `bucket "${bucket.name}" takes tokens only: it has no keys to sign with` };
  }
  if (jwt?.sigv4_session === true) {
    return { fault: `bucket "${bucket.name}" takes signatures only together with a token (auth.jwt.sigv4_session)` };
  }
  const credential = usableCredential(sigv4, now);
  if (credential === undefined) return { fault: `every key of bucket "${bucket.name}" has expired` };
  const origin = options.endpoint ?? defaultOrigin(config);
  const path = `${bucket.path_prefix === '/' ? '' : bucket.path_prefix}/${encodeUriPath(options.key)}`;
  try {
    decodeObjectKey(encodeUriPath(options.key));
  } catch (error) {
    return { fault: `the key is not possible: ${Error.isError(error) ? error.message : ''}` };
  }
  const query = presignedQuery(
    {
      method: 'PUT',
      path,
      headers: [
        ['host', new URL(origin).host],
        ...(options.contentType === undefined ? [] : [['content-type', options.contentType] as const]),
      ],
      region: sigv4.region,
      expiresIn: options.expiresIn,
    },
    {
      accessKeyId: credential.access_key,
      secretAccessKey: credential.secret_key,
      sessionToken: credential.session_token,
    },
    now,
  );
  return `${origin}${path}?${query}`;
}

/** Where only sessions sign. A file may be empty for now and is another matter. */
function hasNoKeys({ credentials, credentials_file }: Sigv4Config): boolean {
  return credentials.length === 0 && credentials_file === undefined;
}

function usableCredential(
  { credentials, credentials_file }: Sigv4Config,
  now: Date,
): Sigv4Config['credentials'][number] | undefined {
  return [...credentials, ...(credentials_file?.credentials ?? [])].find(
    ({ not_after }) => not_after === undefined || not_after > now.getTime(),
  );
}

/** One word for a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
