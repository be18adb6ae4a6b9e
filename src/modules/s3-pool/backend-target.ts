import { isIP } from 'node:net';
import { encodeUriPath } from '../../common/sigv4/uri-encoding.js';
import type { S3Config } from '../config/index.js';

/** A bucket or object in the words of HTTP. */
export interface RequestPlace {
  /** Value of the Host header. */
  readonly host: string;
  /** Percent-encoded path. */
  readonly path: string;
}

const DEFAULT_PORT: Partial<Record<string, number>> = { 'http:': 80, 'https:': 443 };
const TEMPLATE = '{bucket}';
const DNS_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Where a configured backend is, and where its buckets and objects are there. */
export class BackendTarget {
  /** Scheme, host and port, without a path. */
  readonly endpoint: string;
  readonly secure: boolean;
  /** Host name of the endpoint, without port. */
  readonly hostname: string;
  readonly port: number;
  /** The one bucket of this backend; undefined when the client names it. */
  readonly fixedBucket: string | undefined;
  readonly #authority: string;
  readonly #virtual: boolean;

  constructor(config: Pick<S3Config, 'bucket' | 'region' | 'endpoint' | 'addressing'>) {
    const url = new URL(config.endpoint ?? awsEndpoint(config.region));
    this.endpoint = url.origin;
    this.secure = url.protocol === 'https:';
    this.hostname = url.hostname.replace(/^\[|\]$/g, '');
    this.port = url.port === '' ? (DEFAULT_PORT[url.protocol] ?? 443) : Number(url.port);
    this.#authority = url.host;
    this.fixedBucket = config.bucket === TEMPLATE ? undefined : config.bucket;
    this.#virtual = config.addressing === 'virtual';
  }

  /** The backend's name for a bucket that a client addressed. */
  bucketFor(requested: string): string {
    return this.fixedBucket ?? requested;
  }

  /**
   * Host to connect to. With many buckets one pool serves them all: it connects to the endpoint, and the Host
   * header tells which bucket is meant.
   */
  get dialHost(): string {
    const { fixedBucket } = this;
    if (fixedBucket === undefined || !this.#inHostName(fixedBucket)) return this.hostname;
    return `${fixedBucket}.${this.hostname}`;
  }

  /** The endpoint itself, without a bucket. */
  get root(): RequestPlace {
    return { host: this.#authority, path: '/' };
  }

  /** @param bucket the backend's name for it @param key decoded */
  place(bucket: string, key = ''): RequestPlace {
    const path = encodeUriPath(`/${key}`);
    if (this.#inHostName(bucket)) return { host: `${bucket}.${this.#authority}`, path };
    return { host: this.#authority, path: key === '' ? `/${bucket}` : `/${bucket}${path}` };
  }

  /** As the SDK decides it: no buckets below an address, and no certificate for a name with more dots. */
  #inHostName(bucket: string): boolean {
    if (!this.#virtual || isIP(this.hostname) !== 0) return false;
    const labels = bucket.split('.');
    return labels.every((label) => DNS_LABEL.test(label)) && (labels.length === 1 || !this.secure);
  }
}

function awsEndpoint(region: string): string {
  return `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}
