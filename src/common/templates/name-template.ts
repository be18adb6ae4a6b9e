/** A value that a template asks for. */
export type Placeholder =
  | { readonly kind: 'bucket' | 'key' | 'key.dir' | 'sub' }
  /** Dotted path of a claim. */
  | { readonly kind: 'claim'; readonly path: string };

/** A name with places for values, such as `folder:{bucket}/{key.dir}`. */
export type NameTemplate = readonly (string | Placeholder)[];

const SIMPLE = new Map<string, Placeholder>(
  (['bucket', 'key', 'key.dir', 'sub'] as const).map((kind) => [kind, { kind }]),
);

/** Takes a template apart. @returns undefined when it names an unknown value or has a brace too many or too few */
export function parseNameTemplate(text: string): NameTemplate | undefined {
  const parts: (string | Placeholder)[] = [];
  for (const [index, piece] of text.split(/\{([^{}]*)\}/).entries()) {
    // Every second piece stood between braces.
    const part = index % 2 === 0 ? literal(piece) : placeholder(piece);
    if (part === undefined) return undefined;
    if (part !== '') parts.push(part);
  }
  return parts;
}

function literal(text: string): string | undefined {
  return /[{}]/.test(text) ? undefined : text;
}

function placeholder(name: string): Placeholder | undefined {
  const path = /^claim\.(\S+)$/.exec(name)?.[1];
  return path === undefined ? SIMPLE.get(name) : { kind: 'claim', path };
}
