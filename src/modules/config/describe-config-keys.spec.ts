import { describe, expect, it } from '@jest/globals';
import { describeConfigKeys } from './describe-config-keys.js';

describe('describeConfigKeys', () => {
  const keys = describeConfigKeys();
  const find = (key: string) => keys.find((entry) => entry.key === key);

  it('gives every key a type and a sentence', () => {
    expect(keys.filter(({ type, doc }) => type === '' || !doc.endsWith('.'))).toEqual([]);
    expect(new Set(keys.map(({ key }) => key)).size).toBe(keys.length);
  });

  it('tells required keys, defaults and optional keys apart', () => {
    expect(find('buckets[].name')).toMatchObject({ type: 'string', required: true, defaultValue: undefined });
    expect(find('buckets[].s3.endpoint')).toMatchObject({ type: 'URL', required: false, defaultValue: undefined });
    expect(find('server.timeouts.headers')).toMatchObject({ type: 'duration', required: false, defaultValue: '30s' });
    expect(find('buckets[].operations')).toMatchObject({ type: 'list of operations', defaultValue: '[upload]' });
    expect(find('secret')).toMatchObject({ type: 'string or list of strings', required: false });
    expect(find('logging.format')).toMatchObject({ type: 'json | pretty', defaultValue: 'json' });
  });
});
