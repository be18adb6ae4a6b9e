import type { Program } from '../requirements.js';
import type { PayloadName } from './payloads.js';

export type Store = 'folder' | 'versitygw';
export type Transport = 'http' | 'https';

/** Where a client uploads to, and as whom. */
export interface Session {
  readonly endpoint: string;
  readonly transport: Transport;
  readonly bucket: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** PEM of the authority that signed the certificate of an https endpoint. */
  readonly caFile: string;
  /** A folder for configuration files. */
  readonly scratch: string;
}

/** One upload. */
export interface Job {
  readonly call: string;
  readonly file: string;
  readonly key: string;
  /** In the names of S3: CRC32, SHA256 and so on. */
  readonly checksum?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What a client says when it does not upload. */
export interface Refusal {
  /** Its words, or the answer that it shows. */
  readonly says: RegExp;
  /** The paragraph of the page that explains it: a name in scripts/compatibility/limits.mjs. */
  readonly limit: string;
  /** True where the client's version decides: then it may as well upload. */
  readonly sometimes?: boolean;
  /** Everywhere, unless one is named. */
  readonly on?: Store;
  readonly over?: Transport;
}

/** One way in which people use a client. */
export interface ClientCase {
  /** As the page names it. */
  readonly name: string;
  readonly call: string;
  readonly payload: PayloadName;
  readonly checksum?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly refusal?: Refusal;
}

/** The keys that clients encode differently. */
export interface OddKeys {
  /** A call that uploads one small object. */
  readonly call: string;
  /** Those it uploads to; all, unless they are named. */
  readonly only?: readonly string[];
  /** Both, unless one is named. */
  readonly over?: Transport;
}

/** An S3 client with its default settings. */
export interface Client {
  /** As the page names it. */
  readonly name: string;
  readonly needs: readonly Program[];
  readonly cases: readonly ClientCase[];
  readonly oddKeys: OddKeys;
  /** True for what takes minutes to install or is in no package registry: it runs where it is at hand. */
  readonly occasional?: boolean;
  readonly version: () => Promise<string>;
  /** @returns for each job undefined when the client says that it uploaded, else its words */
  readonly upload: (session: Session, jobs: readonly Job[]) => Promise<readonly (string | undefined)[]>;
}
