/** Way from the root of the document to a value: keys of mappings and indexes of lists. */
export type ConfigPath = readonly (string | number)[];

const MAX_SHOWN = 64;

/**
 * A key as messages show it: its beginning that looks like a name. A slip such as `secret_key:hunter2` makes the
 * value a part of the key, so nothing after the first other character is repeated.
 */
export function keyText(key: string): string {
  const name = /^[\p{L}\p{N}_.<-]*/u.exec(key)?.[0].slice(0, MAX_SHOWN) ?? '';
  return name.length === key.length ? name : `${name}…`;
}

/** The path as an operator reads it, for example `buckets[0].s3.region`. */
export function pathText(path: ConfigPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? keyText(step) : `${text}.${keyText(step)}`;
  }, '');
}

/** The path as a key of a Map; different paths never share one. */
export function pathId(path: ConfigPath): string {
  return JSON.stringify(path);
}
