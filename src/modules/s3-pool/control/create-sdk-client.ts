import { S3Client } from '@aws-sdk/client-s3';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { RequestSigner, SigningCredentials } from '../../../common/sigv4/request-signer.js';
import type { S3Config } from '../../config/index.js';
import type { BackendTarget } from '../backend-target.js';
import type { TlsMaterial } from '../../../common/tls/tls-material.js';
import { sdkSigner } from './sdk-signer.js';

/** What the SDK's client and the pool of our own share. */
export interface SdkClientOptions {
  readonly config: S3Config;
  readonly target: BackendTarget;
  readonly tls: TlsMaterial | undefined;
  readonly signer: RequestSigner;
  /** The keys our signer signs with. */
  readonly credentials: () => Promise<SigningCredentials>;
}

/**
 * The SDK's client for control calls: one attempt each, no checksums of its own, and nothing taken from the
 * environment but credentials, where the configuration has none.
 */
export function createSdkClient({ config, target, tls, signer, credentials }: SdkClientOptions): S3Client {
  const { pool } = config;
  const agent = { keepAlive: true, maxSockets: pool.max_sockets, timeout: pool.idle_timeout };
  return new S3Client({
    endpoint: target.endpoint,
    region: config.region,
    forcePathStyle: config.addressing === 'path',
    useArnRegion: false,
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    disableS3ExpressSessionAuth: true,
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    authSchemePreference: ['sigv4'],
    signer: sdkSigner(signer, credentials),
    ...staticCredentials(config),
    requestHandler: {
      connectionTimeout: pool.connect_timeout,
      // Each call has its own deadline; this replaces the shorter limit that the SDK has for silent sockets.
      socketTimeout: pool.complete_timeout,
      httpAgent: agent,
      httpsAgent: { ...agent, ...agentTls(tls) },
    },
  });
}

function staticCredentials(config: S3Config): Pick<S3ClientConfig, 'credentials'> {
  const { access_key: accessKeyId, secret_key: secretAccessKey, session_token: sessionToken } = config;
  if (accessKeyId === undefined || secretAccessKey === undefined) return {};
  return { credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) } };
}

function agentTls({ ca, cert, key, serverName }: TlsMaterial = {}): Record<string, string> {
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(serverName !== undefined && { servername: serverName }),
  };
}
