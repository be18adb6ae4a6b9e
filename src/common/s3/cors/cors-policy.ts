import { CHECKSUM_ALGORITHMS } from '../../checksums/checksum.js';
import { headerNameMatches } from './header-name-pattern.js';
import { ANY_ORIGIN, originMatches } from './origin-pattern.js';

/** What pages of other origins may do with a bucket. */
export interface CorsRules {
  /** `*`, exact origins, or with a wildcard for leading labels: `https://*.example.com`. */
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  /** Request headers; one asterisk in each stands for any characters. */
  readonly headers: readonly string[];
  /** Response headers that pages may read beside S3's own. */
  readonly expose: readonly string[];
  /** How long a browser may remember a preflight, in milliseconds. */
  readonly maxAge: number;
}

/** Pairs for the answer. */
export type CorsHeaders = readonly (readonly [name: string, value: string])[];

/** What an answer says and a page needs: no wildcard exists for `x-amz-checksum-*` that all browsers know. */
const ALWAYS_EXPOSED = [
  'ETag',
  'x-amz-request-id',
  'x-amz-id-2',
  'x-amz-version-id',
  'x-mizuchi-key',
  'Accept-Ranges',
  'Content-Encoding',
  'Content-Range',
  ...CHECKSUM_ALGORITHMS.map((algorithm) => `x-amz-checksum-${algorithm}`),
  'x-amz-checksum-type',
];
/** An origin is echoed: it has to be one, not a list of them or anything else that a client made up. */
const SINGLE_VALUE = /^[\x21-\x2b\x2d-\x7e]+$/;
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/** The CORS protocol (Fetch standard, section "CORS protocol") for one bucket. */
export class CorsPolicy {
  private readonly anyOrigin: boolean;
  private readonly exposed: string;
  private readonly methods: string;
  private readonly maxAgeSeconds: string;

  constructor(private readonly rules: CorsRules) {
    this.anyOrigin = rules.origins.every((origin) => origin === ANY_ORIGIN);
    this.exposed = [...new Set([...ALWAYS_EXPOSED, ...rules.expose])].join(', ');
    this.methods = [...new Set(rules.methods)].join(', ');
    this.maxAgeSeconds = String(Math.floor(rules.maxAge / 1000));
  }

  /** @param origin value of the header `Origin` */
  allowsOrigin(origin: string): boolean {
    return SINGLE_VALUE.test(origin) && this.rules.origins.some((pattern) => originMatches(pattern, origin));
  }

  /** What an answer to an allowed origin says, whatever its status: without it a page cannot even read an error. */
  answerHeaders(origin: string): CorsHeaders {
    return [this.allowOrigin(origin), ['access-control-expose-headers', this.exposed]];
  }

  /**
   * @param requestedHeaders value of `Access-Control-Request-Headers`
   * @returns undefined when origin, method or one of the headers is not allowed
   */
  preflightHeaders(origin: string, method: string, requestedHeaders: string | undefined): CorsHeaders | undefined {
    if (!this.allowsOrigin(origin) || !this.rules.methods.includes(method)) return undefined;
    const names = (requestedHeaders ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    if (!names.every((name) => this.allowsHeader(name))) return undefined;
    return [
      this.allowOrigin(origin),
      ['access-control-allow-methods', this.methods],
      ...(names.length === 0 ? [] : [['access-control-allow-headers', names.join(', ')] as const]),
      ['access-control-max-age', this.maxAgeSeconds],
    ];
  }

  private allowOrigin(origin: string): readonly [string, string] {
    return ['access-control-allow-origin', this.anyOrigin ? ANY_ORIGIN : origin];
  }

  private allowsHeader(name: string): boolean {
    return HEADER_NAME.test(name) && this.rules.headers.some((pattern) => headerNameMatches(pattern, name));
  }
}
