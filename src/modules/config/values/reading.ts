/** Outcome of reading one scalar: its value, or what is wrong with it. The problem never repeats the value. */
export type Reading<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

export function accepted<T>(value: T): Reading<T> {
  return { ok: true, value };
}

export function refused<T>(problem: string): Reading<T> {
  return { ok: false, problem };
}

/** What a value is, in the words of YAML, for messages such as "expected a string, got a number". */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return `a ${typeof value}`;
}

/** The refusal of a value of the wrong kind. */
export function wrongKind<T>(expected: string, value: unknown): Reading<T> {
  return refused(`expected ${expected}, got ${kindOf(value)}`);
}
