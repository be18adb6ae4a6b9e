/** A value that a template asks for. */
export type Placeholder<Name extends string> =
  | { readonly kind: Name }
  /** Dotted path of a claim. */
  | { readonly kind: 'claim'; readonly path: string };

/** A name with places for values, such as `folder:{bucket}/{key.dir}`. */
export type NameTemplate<Name extends string> = readonly (string | Placeholder<Name>)[];

/**
 * Takes a template apart.
 * @param names what it may ask for beside claims
 * @returns undefined when it names an unknown value or has a brace too many or too few
 */
export function parseNameTemplate<Name extends string>(
  text: string,
  names: readonly Name[],
): NameTemplate<Name> | undefined {
  const parts: (string | Placeholder<Name>)[] = [];
  for (const [index, piece] of text.split(/\{([^{}]*)\}/).entries()) {
    // Every second piece stood between braces.
    const part = index % 2 === 0 ? literal(piece) : placeholder(piece, names);
    if (part === undefined) return undefined;
    if (part !== '') parts.push(part);
  }
  return parts;
}

function literal(text: string): string | undefined {
  return /[{}]/.test(text) ? undefined : text;
}

function placeholder<Name extends string>(text: string, names: readonly Name[]): Placeholder<Name> | undefined {
  const path = /^claim\.(\S+)$/.exec(text)?.[1];
  if (path !== undefined) return { kind: 'claim', path };
  const kind = names.find((name) => name === text);
  return kind === undefined ? undefined : { kind };
}
