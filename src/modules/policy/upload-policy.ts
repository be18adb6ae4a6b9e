import { GatewayError } from '../../common/errors/gateway-error.js';
import type { HeadInspection } from '../../common/streams/head-inspection.js';
import type { UploadRules } from '../config/index.js';
import type { KeyOwner } from './key-owner.js';
import { KeyPattern } from './key-pattern.js';
import { KeyTemplate } from './key-template.js';
import { mediaType } from './media-type.js';
import { MediaTypeList } from './media-type-list.js';
import { SNIFFED_BYTES, sniffContent } from './sniff-content.js';

type Headers = ReadonlyMap<string, string>;

/** An object that someone wants to write. */
export interface WantedObject {
  /** Bucket name in the client's view. */
  readonly bucket: string;
  /** Key that the client asked for. */
  readonly key: string;
  readonly owner: KeyOwner;
  /** Every header of the request, by lower-case name. */
  readonly headers: Headers;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What one bucket demands of the objects that are written to it (`buckets[].upload`). */
export class UploadPolicy {
  readonly #rules: UploadRules;
  readonly #types: MediaTypeList | undefined;
  readonly #pattern: KeyPattern | undefined;
  readonly #template: KeyTemplate | undefined;
  readonly #forced: readonly (readonly [name: string, value: string])[];

  constructor(rules: UploadRules) {
    this.#rules = rules;
    this.#types = rules.content_types === undefined ? undefined : new MediaTypeList(rules.content_types);
    this.#pattern = rules.key_pattern === undefined ? undefined : new KeyPattern(rules.key_pattern);
    this.#template = rules.key_template === undefined ? undefined : new KeyTemplate(rules.key_template);
    this.#forced = Object.entries(rules.forced_headers);
  }

  /** Whether the beginning of every object is compared with its type. */
  get sniffs(): boolean {
    return this.#rules.sniff;
  }

  /** Whether the types of objects are limited. */
  get limitsTypes(): boolean {
    return this.#types !== undefined;
  }

  /**
   * Whether the size of a whole object has bounds.
   * @param limit bytes that something else allows, as obligations of a policy engine do
   */
  boundsSize(limit: number): boolean {
    return this.#rules.min_size > 0 || this.largest(limit) !== Infinity;
  }

  /**
   * Decides about a new object by everything that is known before its first byte.
   * @returns the key under which it is stored
   * @throws GatewayError AccessDenied, KeyTooLongError
   */
  admit({ bucket, key, owner, headers, now }: WantedObject): string {
    this.#refuseForbidden(headers);
    // A copy has the type of its source unless it says otherwise; whoever copies asks about that.
    if (!keepsType(headers)) this.checkType(headers.get('content-type'));
    const chosen = this.#template?.choose({ bucket, key, owner, now }) ?? key;
    this.#pattern?.check(chosen, owner);
    return chosen;
  }

  /**
   * Whether the bucket takes objects of a type.
   * @param contentType as the client sent it; absent, S3's default counts
   * @throws GatewayError AccessDenied
   */
  checkType(contentType: string | undefined): void {
    if (this.#types === undefined) return;
    const declared = mediaType(contentType);
    if (declared === undefined || !this.#types.allows(declared)) {
      throw new GatewayError('AccessDenied', { message: 'Objects of this content type are not taken here.' });
    }
  }

  /**
   * Sets the headers that every new object gets.
   * @param forwarded those that go to the store
   */
  force(forwarded: Headers): Headers {
    return this.#forced.length === 0 ? forwarded : new Map([...forwarded, ...this.#forced]);
  }

  /**
   * Puts the condition on a write that publishes an object, where nothing may be overwritten.
   * @param forwarded those that go to the store
   * @throws GatewayError AccessDenied for a write that wants to replace an object
   */
  protect(forwarded: Headers): Headers {
    if (this.#rules.overwrite) return forwarded;
    if (forwarded.has('if-match')) {
      throw new GatewayError('AccessDenied', { message: 'Objects in this bucket cannot be overwritten.' });
    }
    return new Map([...forwarded, ['if-none-match', '*']]);
  }

  /** Bytes that an object may have, and so a part of one, where something else allows `limit` of them. */
  largest(limit: number): number {
    return Math.min(this.#rules.max_size ?? Infinity, limit);
  }

  /** @throws GatewayError EntityTooLarge */
  checkLargest(bytes: number, limit: number): void {
    const max = this.largest(limit);
    if (bytes > max) {
      throw new GatewayError('EntityTooLarge', { details: { ProposedSize: bytes, MaxSizeAllowed: max } });
    }
  }

  /**
   * @param bytes size of a whole object
   * @throws GatewayError EntityTooLarge, EntityTooSmall
   */
  checkSize(bytes: number, limit: number): void {
    const { min_size: min } = this.#rules;
    this.checkLargest(bytes, limit);
    if (bytes < min) {
      throw new GatewayError('EntityTooSmall', { details: { ProposedSize: bytes, MinSizeAllowed: min } });
    }
  }

  /**
   * How the beginning of an object is compared with its type; undefined where nobody asks.
   * @param contentType as the client declared it; absent, S3's default counts
   */
  inspection(contentType: string | undefined): HeadInspection | undefined {
    if (!this.#rules.sniff) return undefined;
    const declared = mediaType(contentType) ?? '';
    return {
      bytes: SNIFFED_BYTES,
      inspect: (head) => {
        sniffContent(head, declared, this.#types);
      },
    };
  }

  #refuseForbidden(headers: Headers): void {
    const name = this.#rules.forbidden_headers.find((forbidden) => headers.has(forbidden));
    if (name !== undefined) {
      throw new GatewayError('AccessDenied', { message: `The header ${name} is not taken here.` });
    }
  }
}

function keepsType(headers: Headers): boolean {
  return headers.has('x-amz-copy-source') && headers.get('x-amz-metadata-directive')?.toUpperCase() !== 'REPLACE';
}
