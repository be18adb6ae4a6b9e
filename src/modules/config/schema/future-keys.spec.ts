import { describe, expect, it } from '@jest/globals';
import { describeConfigKeys } from '../describe-config-keys.js';
import { parseConfig } from '../parse-config.js';
import { FUTURE_KEYS } from './future-keys.js';

const cases = Object.entries(FUTURE_KEYS).flatMap(([mapping, keys]) =>
  keys.map((key) => (mapping === '' ? key : `${mapping}.${key}`)),
);

/** A document that holds nothing but the key. */
function documentWith(key: string): string {
  return JSON.stringify(
    key.split('.').reduceRight<unknown>((inner, step) => {
      const name = step.replace('[]', '');
      return { [name]: name === step ? inner : [inner] };
    }, {}),
  );
}

describe('future keys', () => {
  it.each(cases)('%s is refused by name', (key) => {
    const result = parseConfig(documentWith(key), { env: {} });
    const messages = result.ok ? [] : result.faults.map((fault) => fault.message);
    expect(messages).toContain(`${key.replace('[]', '[0]')} is not supported yet`);
  });

  it('are not keys of the schema as well', () => {
    const current = new Set(describeConfigKeys().map(({ key }) => key));
    expect(cases.filter((key) => current.has(key))).toEqual([]);
  });
});
