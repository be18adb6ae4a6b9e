/** Media types that a bucket takes: `image/png`, `image/*`, or `*` for every type. */
export class MediaTypeList {
  readonly #exact: ReadonlySet<string>;
  readonly #families: readonly string[];
  readonly #every: boolean;

  constructor(entries: readonly string[]) {
    const names = entries.map((entry) => entry.toLowerCase());
    this.#every = names.some((name) => name === '*' || name === '*/*');
    this.#families = names.filter((name) => name.endsWith('/*')).map((name) => name.slice(0, -1));
    this.#exact = new Set(names);
  }

  /** @param mediaType type and subtype in lower case */
  allows(mediaType: string): boolean {
    return this.#every || this.names(mediaType) || this.#families.some((family) => mediaType.startsWith(family));
  }

  /** Whether the type is in the list by its full name. */
  names(mediaType: string): boolean {
    return this.#exact.has(mediaType);
  }
}
