import { GatewayError } from '../../../common/errors/gateway-error.js';
import { trimOws } from '../../../common/http/trim-ows.js';
import type { TokenSource } from '../../config/index.js';
import type { RequestHead } from '../../runtime/index.js';

const BEARER = /^bearer(?: +|$)/i;

/** Finds the token of a request in the configured places, and nowhere else. */
export class TokenSources {
  /** Query parameters that carry tokens. */
  readonly queryParameters: ReadonlySet<string>;
  readonly #sources: readonly TokenSource[];

  constructor(sources: readonly TokenSource[]) {
    this.#sources = sources;
    this.queryParameters = new Set(sources.flatMap((source) => (source.type === 'query' ? [source.name] : [])));
  }

  /** Whether one of the places holds something, be it a token or not. */
  present(head: RequestHead): boolean {
    return this.#sources.some((source) => valuesAt(source, head).length > 0);
  }

  /**
   * The token in the first place that has one; empty when there is none.
   * @throws GatewayError InvalidArgument when the place holds several: which of them counts must not be a guess
   */
  read(head: RequestHead): string {
    for (const source of this.#sources) {
      const [token, ...more] = valuesAt(source, head);
      if (token === undefined) continue;
      if (more.length > 0) throw severalTokens(source);
      return token;
    }
    return '';
  }
}

function valuesAt(source: TokenSource, { target, headers }: RequestHead): readonly string[] {
  switch (source.type) {
    case 'bearer':
      return fields(headers.get('authorization'), BEARER);
    case 'header':
      return fields(headers.get(source.name), source.prefix);
    case 'query':
      return target.query.flatMap(({ name, value }) => (name === source.name ? [value] : []));
    case 'cookie':
      return cookies(headers.get('cookie'), source.name);
  }
}

/**
 * What stands behind the prefix. Several fields of one name arrive joined by commas, which no token contains; beside one
 * with the prefix every other counts too, because it would be unclear who asks.
 */
function fields(value: string | undefined, prefix: string | RegExp): readonly string[] {
  if (value === undefined) return [];
  const values = value.split(',').map(trimOws);
  const starts = (text: string): boolean => (typeof prefix === 'string' ? text.startsWith(prefix) : prefix.test(text));
  return values.some(starts) ? values.map((text) => (starts(text) ? trimOws(text.replace(prefix, '')) : text)) : [];
}

/** Values of the cookies with this name (RFC 6265 section 4.2.1). */
function cookies(header: string | undefined, name: string): readonly string[] {
  if (header === undefined) return [];
  return header.split(/[;,]/).flatMap((pair) => {
    const text = trimOws(pair);
    return text.startsWith(`${name}=`) ? [text.slice(name.length + 1)] : [];
  });
}

/** The value is not repeated: it is a credential. */
function severalTokens(source: TokenSource): GatewayError {
  const name = source.type === 'bearer' ? 'Authorization' : source.type === 'cookie' ? 'Cookie' : source.name;
  return new GatewayError('InvalidArgument', {
    message: 'The request carries more than one token; only one is allowed.',
    details: { ArgumentName: name, ArgumentValue: '***' },
  });
}
