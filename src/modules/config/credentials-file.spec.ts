import { describe, expect, it } from '@jest/globals';
import { formatFault } from './config-fault.js';
import { parseCredentials } from './credentials-file.js';

const read = (text: string, ...taken: string[]) => parseCredentials(text, 'keys', new Set(taken));
const faultsOf = (text: string, ...taken: string[]): string[] => {
  const result = read(text, ...taken);
  return result.ok ? [] : result.faults.map(formatFault);
};

describe('a credentials file', () => {
  it.each([
    ['YAML', '- access_key: AK\n  secret_key: s\n  session_token: ""\n  not_after: 2027-01-31T00:00:00Z'],
    ['JSON', '[{"access_key": "AK", "secret_key": "s", "not_after": "2027-01-31T00:00:00Z"}]'],
  ])('is %s with the entries that the configuration has', (_form, text) => {
    const credential = { access_key: 'AK', secret_key: 's', subject: 'AK', not_after: Date.UTC(2027, 0, 31) };
    expect(read(text)).toEqual({ ok: true, credentials: [credential] });
  });

  it('may be an empty list, so that the last key can be withdrawn, but not an empty file', () => {
    expect(read('[]')).toEqual({ ok: true, credentials: [] });
    expect(faultsOf('')).toEqual(['keys:1:1 the document is empty: [] stands for no key at all']);
  });

  it.each([
    ['a mapping', 'access_key: AK', 'keys:1:1 expected a list, got a mapping'],
    [
      'an unknown key',
      '- { access_key: A, secret_keys: s, secret_key: s }',
      'keys:1:20 [0]: unknown key "secret_keys", did you mean "secret_key"?',
    ],
    ['a missing secret', '- { access_key: A }', 'keys:1:3 [0].secret_key: is required'],
    [
      'a key twice',
      '- { access_key: A, secret_key: s }\n- { access_key: A, secret_key: s }',
      'keys:2:17 [1].access_key: is the same as in entry [0]',
    ],
    [
      'a key of the configuration',
      '- { access_key: TAKEN, secret_key: s }',
      'keys:1:17 [0].access_key: stands in the configuration already',
    ],
    [
      'a substitution',
      '- { access_key: A, secret_key: "${SECRET}" }',
      'keys:1:32 [0].secret_key: "${...}" is not replaced in this file: write the value itself',
    ],
    [
      'broken YAML',
      '- { access_key: A',
      'keys:1:18 YAML: wrong indentation, or a quote or bracket before it is not closed',
    ],
  ])('reports %s with its line', (_what, text, fault) => {
    expect(faultsOf(text, 'TAKEN')).toEqual([fault]);
  });
});
