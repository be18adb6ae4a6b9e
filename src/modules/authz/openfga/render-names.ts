import { claimValue } from '../../../common/claims/claim-value.js';
import type { OpenFgaNameTemplate } from '../../../common/templates/openfga-names.js';
import type { AuthorizationRequest } from '../../runtime/index.js';

/**
 * The names that a template makes of a request: one, or one for each entry of a claim that is a list.
 * @returns undefined when a value is missing, empty or not a text: a name with a hole could be somebody else's
 */
export function renderNames(
  template: OpenFgaNameTemplate,
  request: AuthorizationRequest,
): readonly string[] | undefined {
  let names = [''];
  for (const part of template) {
    const values = typeof part === 'string' ? [part] : valuesOf(part, request);
    if (values === undefined) return undefined;
    names = names.flatMap((name) => values.map((value) => name + value));
  }
  return names;
}

function valuesOf(
  placeholder: Exclude<OpenFgaNameTemplate[number], string>,
  { principal, resource }: AuthorizationRequest,
): string[] | undefined {
  switch (placeholder.kind) {
    case 'bucket':
      return encoded([resource.bucket]);
    case 'sub':
      return encoded([principal.subject]);
    case 'key':
      return resource.key === '' ? undefined : pathOf(resource.key);
    case 'key.dir':
      // A key at the top has the empty folder: the bucket's own.
      return pathOf(resource.key.slice(0, Math.max(resource.key.lastIndexOf('/'), 0)));
    case 'claim': {
      const value = claimValue(principal.claims, placeholder.path);
      return encoded(Array.isArray(value) ? (value as unknown[]) : [value]);
    }
  }
}

/** The slashes of a key stay, so that folders look as in the client's view; nothing else can bring one in. */
function pathOf(path: string): string[] | undefined {
  if (path === '') return [''];
  const segments = path.split('/').map((segment) => (segment === '' ? '' : encode(segment)));
  return segments.includes(undefined) ? undefined : [segments.join('/')];
}

function encoded(values: readonly unknown[]): string[] | undefined {
  const names = values.map((value) => (typeof value === 'string' && value !== '' ? encode(value) : undefined));
  return names.length === 0 || names.includes(undefined) ? undefined : names.filter((name) => name !== undefined);
}

/**
 * Percent-encodes all but the unreserved characters of RFC 3986: `:`, `#` and `@` divide names in OpenFGA, and `*`
 * stands for everyone.
 */
function encode(value: string): string | undefined {
  if (!value.isWellFormed()) return undefined;
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
