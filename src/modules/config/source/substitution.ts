import { errorCode } from '../../../common/errors/classify.js';

/** Where `${...}` finds its values. */
export interface SubstitutionSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Content of the file behind `${file:path}`. Throws when it cannot be read. */
  readonly readFile: (path: string) => string;
}

/** The text with every `${...}` replaced, or everything that was wrong with it. */
export type Substituted =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problems: readonly string[] };

/** `$${` (a literal `${`), or `${`, what it encloses and the closing brace if there is one. */
const EXPRESSION = /\$\$\{|\$\{([^}]*)(\}?)/g;
const VARIABLE = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;
const FILE = /^file:(.+)$/s;

/**
 * Replaces `${NAME}`, `${NAME:-default}` and `${file:path}` in one scalar value. The replacement is text: it is
 * neither parsed as YAML nor searched for further expressions. Problems name the variable, never a value.
 */
export function substitute(text: string, source: SubstitutionSource): Substituted {
  const problems: string[] = [];
  const replaced = text.replace(EXPRESSION, (_match: string, body: string | undefined, close: string | undefined) => {
    if (body === undefined) return '${';
    if (close === '') {
      problems.push('"${" without "}" (write $${ for a literal ${)');
      return '';
    }
    const value = evaluate(body, source);
    if ('problem' in value) {
      problems.push(value.problem);
      return '';
    }
    return value.text;
  });
  return problems.length === 0 ? { ok: true, text: replaced } : { ok: false, problems };
}

function evaluate(body: string, source: SubstitutionSource): { text: string } | { problem: string } {
  if (body.includes('${')) return { problem: '"${...}" cannot stand inside another one' };
  const variable = VARIABLE.exec(body);
  if (variable?.[1] !== undefined) return fromEnvironment(variable[1], variable[2], source.env);
  const file = FILE.exec(body);
  if (file?.[1] !== undefined) return fromFile(file[1], source.readFile);
  return { problem: '"${...}" must hold NAME, NAME:-default or file:path (write $${ for a literal ${)' };
}

/** As in a shell, `:-` also replaces a variable that is set but empty. */
function fromEnvironment(
  name: string,
  fallback: string | undefined,
  env: SubstitutionSource['env'],
): { text: string } | { problem: string } {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (fallback !== undefined && (value === undefined || value === '')) return { text: fallback };
  return value === undefined ? { problem: `the environment variable ${name} is not set` } : { text: value };
}

function fromFile(path: string, readFile: SubstitutionSource['readFile']): { text: string } | { problem: string } {
  try {
    return { text: readFile(path).replace(/\r?\n$/, '') };
  } catch (error) {
    return { problem: `cannot read the file ${JSON.stringify(path)} (${errorCode(error) ?? 'unreadable'})` };
  }
}
