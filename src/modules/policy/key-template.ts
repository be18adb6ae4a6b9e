import { randomUUID } from 'node:crypto';
import { claimValue } from '../../common/claims/claim-value.js';
import { GatewayError } from '../../common/errors/gateway-error.js';
import { KEY_TEMPLATE_NAMES } from '../../common/s3/key-placeholders.js';
import type { KeyTemplateName } from '../../common/s3/key-placeholders.js';
import { checkObjectKey } from '../../common/s3/object-key.js';
import { parseNameTemplate } from '../../common/templates/name-template.js';
import type { NameTemplate, Placeholder } from '../../common/templates/name-template.js';
import type { KeyOwner } from './key-owner.js';

/** What a chosen key can be made of, beside the claims of the caller. */
export interface KeyRequest {
  /** Bucket name in the client's view. */
  readonly bucket: string;
  /** Key that the client asked for. */
  readonly key: string;
  readonly owner: KeyOwner;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Makes the key under which an object is stored, in place of the one that the client asked for. */
export class KeyTemplate {
  readonly #parts: NameTemplate<KeyTemplateName>;

  /** @param text as parseNameTemplate takes it */
  constructor(text: string) {
    const parts = parseNameTemplate(text, KEY_TEMPLATE_NAMES);
    if (parts === undefined) throw new Error('key_template is no template: the schema must have refused it');
    this.#parts = parts;
  }

  /** @throws GatewayError AccessDenied, InvalidURI, KeyTooLongError */
  choose(request: KeyRequest): string {
    const key = this.#parts.map((part) => (typeof part === 'string' ? part : value(part, request))).join('');
    checkObjectKey(key);
    return key;
  }
}

function value(part: Placeholder<KeyTemplateName>, { bucket, key, owner, now }: KeyRequest): string {
  switch (part.kind) {
    case 'claim':
      return oneSegment(claimValue(owner.claims, part.path));
    case 'sub':
      return oneSegment(owner.subject);
    case 'bucket':
      return bucket;
    // The router has checked the segments of a requested key.
    case 'key':
      return key;
    case 'key.dir':
      return key.slice(0, Math.max(key.lastIndexOf('/'), 0));
    case 'key.name':
      return key.slice(key.lastIndexOf('/') + 1);
    case 'date':
      return new Date(now).toISOString().slice(0, 10);
    case 'uuid':
      return randomUUID();
  }
}

/** A value of the caller is one segment, or it could lead out of the place that the template gives it. */
function oneSegment(given: unknown): string {
  if (typeof given !== 'string' || given === '' || /[/\u0000-\u001f\u007f]/.test(given) || /^\.{1,2}$/.test(given)) {
    throw new GatewayError('AccessDenied', { message: 'What your credentials say about you cannot be part of a key.' });
  }
  return given;
}
