/** The names under which clients find the gateway, and the label that a virtual-hosted request puts before one. */
export class PublicHosts {
  /** The longest first: the most exact name decides where the label ends. */
  private readonly suffixes: readonly string[];
  /** In lower case, without port. */
  readonly names: ReadonlySet<string>;

  /** @param names in lower case, without port */
  constructor(names: readonly string[]) {
    this.names = new Set(names);
    this.suffixes = names.map((name) => `.${name}`).toSorted((a, b) => b.length - a.length);
  }

  get isEmpty(): boolean {
    return this.names.size === 0;
  }

  /**
   * What stands before a public host in a Host header: `a.b` in `A.b.uploads.example.com.:8080`.
   * @returns in lower case; undefined when the header is absent, names a public host itself, or none of them
   */
  labelOf(host: string | undefined): string | undefined {
    if (host === undefined || this.suffixes.length === 0) return undefined;
    const name = host
      .replace(/:\d*$/, '')
      // The absolute form of a name (RFC 1034 section 3.1) is the same name.
      .replace(/\.$/, '')
      .toLowerCase();
    if (this.names.has(name)) return undefined;
    const suffix = this.suffixes.find((candidate) => name.endsWith(candidate));
    return suffix === undefined ? undefined : name.slice(0, -suffix.length);
  }
}
