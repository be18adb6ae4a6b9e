import { claimValue } from '../../common/claims/claim-value.js';
import { GatewayError } from '../../common/errors/gateway-error.js';
import { KEY_PATTERN_PLACEHOLDER } from '../../common/s3/key-placeholders.js';
import type { KeyOwner } from './key-owner.js';

/**
 * A regular expression that keys must match as a whole or in part, as its anchors say. `{sub}` and `{claim.NAME}`
 * stand for what the caller is, taken literally.
 */
export class KeyPattern {
  /** Alternating: source text, placeholder, source text, ... */
  readonly #parts: readonly string[];
  readonly #fixed: RegExp | undefined;

  /** @param source with every value in place of its placeholder it must be a valid regular expression */
  constructor(source: string) {
    this.#parts = source.split(KEY_PATTERN_PLACEHOLDER);
    this.#fixed = this.#parts.length === 1 ? new RegExp(source) : undefined;
  }

  /** @throws GatewayError AccessDenied when the key does not match, or a value is missing, empty or no string */
  check(key: string, owner: KeyOwner): void {
    const pattern = this.#fixed ?? this.#fill(owner);
    if (pattern?.test(key) !== true) {
      throw new GatewayError('AccessDenied', { message: 'The key is not one that you may write.' });
    }
  }

  #fill(owner: KeyOwner): RegExp | undefined {
    let source = '';
    for (const [index, part] of this.#parts.entries()) {
      if (index % 2 === 0) {
        source += part;
        continue;
      }
      const value = part === 'sub' ? owner.subject : claimValue(owner.claims, part.slice('claim.'.length));
      if (typeof value !== 'string' || value === '') return undefined;
      // RegExp.escape: whatever a claim holds, it matches itself and nothing else.
      source += RegExp.escape(value);
    }
    return new RegExp(source);
  }
}
