import { trimOws } from './trim-ows.js';

/** A media type (RFC 9110 section 8.3.1) or a disposition (RFC 6266): a word and its parameters. */
export interface ParameterizedValue {
  /** In lower case. */
  readonly value: string;
  /** By lower-case name, unquoted, as sent. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** `; name=token` or `; name="quoted"`. */
const PARAMETER = /[ \t]*;[ \t]*([!#$%&'*+\-.^_`|~\w]+)=(?:"((?:[^"\\]|\\[^])*)"|([^;"]*))/y;

/**
 * Reads a field value of the form `word; name=value; name="value"`.
 * @returns undefined for what has not this form, or has a parameter twice
 */
export function parseParameterizedValue(text: string): ParameterizedValue | undefined {
  const semicolon = text.indexOf(';');
  const value = trimOws(semicolon === -1 ? text : text.slice(0, semicolon)).toLowerCase();
  const parameters = new Map<string, string>();
  for (let position = semicolon === -1 ? text.length : semicolon; trimOws(text.slice(position)) !== '';) {
    PARAMETER.lastIndex = position;
    const [all = '', name = '', quoted, token = ''] = PARAMETER.exec(text) ?? [];
    if (name === '' || parameters.has(name.toLowerCase())) return undefined;
    parameters.set(name.toLowerCase(), quoted === undefined ? trimOws(token) : unescapeQuoted(quoted));
    position += all.length;
  }
  return { value, parameters };
}

/** Only quotes and backslashes are escaped by senders; other backslashes are those of a path (RFC 7578 section 4.2). */
function unescapeQuoted(text: string): string {
  return text.replace(/\\(["\\])/g, '$1');
}
