/** The claims of a verified token: frozen, without prototypes, so that only what the token says can be found. */
export type Claims = Readonly<Record<string, unknown>>;

/** Claims that are lists although they may be written as one text: RFC 7519 section 4.1.3, RFC 8693 section 4.2. */
const LISTS: Readonly<Record<string, (text: string) => readonly string[]>> = {
  aud: (text) => [text],
  scope: (text) => text.split(' ').filter((word) => word !== ''),
  scp: (text) => text.split(' ').filter((word) => word !== ''),
};

/**
 * The value of the claim that a path names. Names of claims may contain dots themselves (`https://example.com/role`): at
 * every level the longest piece of the path that is a name wins, and what it holds is not left again.
 * @returns undefined for a claim that is not there; null counts as that, too
 */
export function claimValue(claims: Claims | undefined, path: string): unknown {
  let value: unknown = claims;
  let rest: string | undefined = path;
  while (rest !== undefined) {
    const name = longestName(value, rest);
    if (name === undefined) return undefined;
    value = (value as Claims)[name];
    rest = name.length === rest.length ? undefined : rest.slice(name.length + 1);
  }
  return value ?? undefined;
}

/** The entries of a claim that is a list, written as one or not; undefined when it is none. */
export function claimEntries(path: string, value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value as readonly unknown[];
  return typeof value === 'string' && Object.hasOwn(LISTS, path) ? LISTS[path]?.(value) : undefined;
}

function longestName(mapping: unknown, path: string): string | undefined {
  if (typeof mapping !== 'object' || mapping === null || Array.isArray(mapping)) return undefined;
  for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1)) {
    const name = path.slice(0, end);
    if (Object.hasOwn(mapping, name)) return name;
  }
  return undefined;
}
