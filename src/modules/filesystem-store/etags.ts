/** One member of an If-Match or If-None-Match list. */
export interface ListedEtag {
  readonly weak: boolean;
  /** Without quotes. */
  readonly tag: string;
}

/**
 * Reads the list of If-Match and If-None-Match (RFC 9110 section 13.1). S3 takes entity tags without quotes as well.
 * @returns `*` or the tags, empty when there is none
 */
export function parseEtagList(value: string): '*' | readonly ListedEtag[] {
  if (value.trim() === '*') return '*';
  return [...value.matchAll(/(W\/)?(?:"([^"]*)"|([^\s,"]+))/g)].map(([, weak, quoted, bare]) => ({
    weak: weak !== undefined,
    tag: quoted ?? bare ?? '',
  }));
}

export function withoutQuotes(etag: string): string {
  return etag.trim().replace(/^"(.*)"$/, '$1');
}

/** Strong comparison (RFC 9110 section 8.8.3.2): a weak tag matches nothing. */
export function matchesStrongly(list: '*' | readonly ListedEtag[], etag: string): boolean {
  return list === '*' || list.some(({ weak, tag }) => !weak && tag === withoutQuotes(etag));
}

/** Weak comparison: the mark of a weak tag is not looked at. */
export function matchesWeakly(list: '*' | readonly ListedEtag[], etag: string): boolean {
  return list === '*' || list.some(({ tag }) => tag === withoutQuotes(etag));
}
