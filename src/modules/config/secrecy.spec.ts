import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatFault } from './config-fault.js';
import { describeConfigKeys } from './describe-config-keys.js';
import { parseConfig } from './parse-config.js';

const MARK = 'hunter2 {*&: correct-horse';

/** A document in which every key that takes a scalar holds the given value. */
function documentWith(value: unknown): string {
  const root: Record<string, unknown> = {};
  for (const { key, type } of describeConfigKeys()) {
    if (type.startsWith('mapping') || type === 'list of mappings') continue;
    put(root, key.split('.'), value);
  }
  return JSON.stringify(root);
}

function put(target: Record<string, unknown>, [step = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    target[step] = value;
    return;
  }
  const name = step.replace('[]', '');
  const next: Record<string, unknown> = {};
  target[name] ??= step === name ? next : [next];
  const existing = target[name];
  put((Array.isArray(existing) ? existing[0] : existing) as Record<string, unknown>, rest, value);
}

function report(text: string, env: Record<string, string>): string {
  const result = parseConfig(text, { env, readFile: () => `${MARK}\n` });
  return result.ok ? '' : result.faults.map(formatFault).join('\n');
}

describe('fault messages', () => {
  it.each(['${SECRET}', 'x${SECRET}x', '${file:/run/secrets/x}', MARK])('never repeat a value: %s', (value) => {
    const text = report(documentWith(value), { SECRET: MARK });
    expect(text.split('\n').length).toBeGreaterThan(20);
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('correct-horse');
  });

  it('never repeat the default of a variable that is set but wrong', () => {
    expect(report('secret: ${SECRET:-hunter2}', { SECRET: '' })).not.toContain('hunter2');
  });

  it('never quote the document at a syntax error', () => {
    expect(report('secret: "hunter2\nbuckets: [', {})).not.toContain('hunter2');
    expect(report('secret: !hunter2 x', {})).not.toContain('hunter2');
    expect(report('secret: *hunter2', {})).not.toContain('hunter2');
  });

  it('stop a mistyped key where it no longer looks like a name', () => {
    const text = report('buckets: [ { s3: { secret_key:hunter2 } } ]', {});
    expect(text).toContain('unknown key "secret_key…"');
    expect(text).not.toContain('hunter2');
  });
});

describe('substitution', () => {
  it('cannot change the structure of the document', () => {
    const text = 'logging: { level: "${LEVEL}" }\nbuckets: "${BUCKETS}"';
    const injected = 'info }\nsecret: 0123456789abcdef\nx: {';
    const result = parseConfig(text, { env: { LEVEL: injected, BUCKETS: '[ { name: a } ]' } });
    expect(result.ok ? [] : result.faults.map((fault) => fault.message)).toEqual([
      'logging.level: expected one of trace, debug, info, warn, error, fatal, silent',
      'buckets: expected a list, got a string',
    ]);
  });

  it('stores any text as it is, down to expressions in it', () => {
    const printable = fc.string({ minLength: 16 }).filter((text) => !/\p{Cc}/u.test(text));
    fc.assert(
      fc.property(fc.oneof(printable, fc.constant('${HOME}${file:/x}')), (secret) => {
        const text = `secret: \${S}
buckets:
  - { name: a, path_prefix: /a, filesystem: { root: r }, auth: { enabled: false } }`;
        const result = parseConfig(text, { env: { S: secret } });
        expect(result.ok && result.config.secret).toEqual([secret]);
      }),
    );
  });

  it('converts where a number or a boolean is wanted', () => {
    const text = `
metrics: { port: "\${PORT}", enabled: "\${ON}" }
server: { timeouts: { drain: "\${DRAIN}" } }
buckets:
  - name: a
    path_prefix: /a
    filesystem: { root: r, fsync: "false" }
    auth:
      enabled: \${AUTH:-false}
    upload:
      max_size: \${SIZE}MiB`;
    const result = parseConfig(text, { env: { PORT: '9191', ON: 'false', DRAIN: '10', SIZE: '3' } });
    expect(result).toMatchObject({
      ok: true,
      config: {
        metrics: { port: 9191, enabled: false },
        server: { timeouts: { drain: 10_000 } },
        buckets: [{ filesystem: { fsync: false }, auth: { enabled: false }, upload: { max_size: 3 * 2 ** 20 } }],
      },
    });
  });
});
