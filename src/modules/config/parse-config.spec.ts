import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatFault } from './config-fault.js';
import type { GatewayConfig } from './gateway-config.js';
import type { ParseOptions } from './parse-config.js';
import { parseConfig } from './parse-config.js';

const FILESYSTEM_BUCKET = `
  - name: files
    path_prefix: /files
    filesystem: { root: ./data/files }
    auth: { enabled: false }`;

const NO_RULES = { min_size: 0, sniff: false, forbidden_headers: [], forced_headers: {}, overwrite: true };

function load(text: string, options: ParseOptions = {}): GatewayConfig {
  const result = parseConfig(text, { env: {}, ...options });
  if (!result.ok) throw new Error(result.faults.map(formatFault).join('\n'));
  return result.config;
}

function faultsOf(text: string, options: ParseOptions = {}): string[] {
  const result = parseConfig(text, { env: {}, ...options });
  return result.ok ? [] : result.faults.map(formatFault);
}

describe('parseConfig', () => {
  it('fills in every default', () => {
    expect(load(`buckets:${FILESYSTEM_BUCKET}`)).toEqual({
      server: {
        address: { kind: 'tcp', host: '127.0.0.1', port: 8080 },
        public_hosts: [],
        trusted_proxies: [],
        state_dir: './.mizuchi',
        limits: { spool_memory: 256 * 1024 ** 2, spool_disk: 10 * 1024 ** 3 },
        timeouts: { headers: 30_000, body_idle: 30_000, keep_alive: 75_000, drain_grace: 5_000, drain: 300_000 },
      },
      management: { address: { kind: 'tcp', host: '127.0.0.1', port: 9090 } },
      secret: [],
      buckets: [
        {
          name: 'files',
          path_prefix: '/files',
          filesystem: { root: './data/files', fsync: true },
          operations: [
            'PutObject',
            'CreateMultipartUpload',
            'UploadPart',
            'CompleteMultipartUpload',
            'AbortMultipartUpload',
            'ListParts',
          ],
          auth: { enabled: false },
          upload: NO_RULES,
        },
      ],
      metrics: { enabled: true, port: 9090 },
      logging: { level: 'info', format: 'json' },
      loopback_hosts_only: false,
    });
  });

  it('reads an S3 bucket with everything written', () => {
    const config = load(
      `
server: { address: "[::]:80", timeouts: { headers: 250ms, drain: 1h } }
secret: [ "0123456789abcdef", "fedcba9876543210" ]
buckets:
  - name: team
    path_prefix: /s3/{bucket}
    bucket_pattern: "^team-.*$"
    s3:
      bucket: "{bucket}"
      region: auto
      endpoint: https://s3.example.com:443/
      access_key: \${KEY}
      secret_key: \${file:/run/secrets/s3}
      session_token: \${TOKEN:-}
      addressing: virtual
      integrity: gateway
      pool: { max_sockets: 10, connect_timeout: 1 }
      tls: { ca: ca.pem, server_name: s3.internal }
    operations: [probe, PutObject, probe]
    auth: { enabled: false }
    upload: { max_size: 5GiB }
metrics: { port: "9191" }
`,
      { env: { KEY: 'AK' }, readFile: (path) => (path === '/run/secrets/s3' ? 'SK\n' : '') },
    );
    expect(config.management.address).toEqual({ kind: 'tcp', host: '::', port: 9191 });
    expect(config.secret).toEqual(['0123456789abcdef', 'fedcba9876543210']);
    expect(config.server.timeouts).toMatchObject({ headers: 250, drain: 3_600_000, body_idle: 30_000 });
    expect(config.buckets).toEqual([
      {
        name: 'team',
        path_prefix: '/s3/{bucket}',
        bucket_pattern: '^team-.*$',
        s3: {
          bucket: '{bucket}',
          region: 'auto',
          endpoint: 'https://s3.example.com',
          access_key: 'AK',
          secret_key: 'SK',
          addressing: 'virtual',
          integrity: 'gateway',
          pool: {
            max_sockets: 10,
            connect_timeout: 1_000,
            response_timeout: 60_000,
            complete_timeout: 900_000,
            idle_timeout: 60_000,
          },
          tls: { ca: 'ca.pem', server_name: 's3.internal' },
        },
        operations: ['PutObject', 'HeadObject', 'HeadBucket', 'GetBucketLocation', 'CreateBucket'],
        auth: { enabled: false },
        upload: { ...NO_RULES, max_size: 5 * 2 ** 30 },
      },
    ]);
  });

  it('puts management on the loopback host when data listens on a unix socket', () => {
    const { management } = load(`server: { address: "unix:/run/mizuchi.sock" }\nbuckets:${FILESYSTEM_BUCKET}`);
    expect(management.address).toEqual({ kind: 'tcp', host: '127.0.0.1', port: 9090 });
  });

  it('accepts one secret in place of a list', () => {
    expect(load(`secret: 0123456789abcdef\nbuckets:${FILESYSTEM_BUCKET}`).secret).toEqual(['0123456789abcdef']);
  });

  it('freezes the result to its leaves', () => {
    const config = load(`buckets:${FILESYSTEM_BUCKET}`);
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.server.timeouts)).toBe(true);
    expect(Object.isFrozen(config.buckets[0]?.operations)).toBe(true);
  });

  it('reports ten different faults at once, in the order of the file', () => {
    const text = `bukets: []
server:
  address: 8080
  tls: { cert: a, key: b }
  timeouts: { headers: soon }
secret: short
buckets:
  - name: one
    path_prefix: uploads
    s3:
      bucket: b
      region: 5
      secret_key: \${MIZUCHI_UNSET}
    operations: [uplaod]
  - name: one
    path_prefix: /two
    filesystem: { root: ./data }
    auth: { enabled: false }
    upload: { max_size: 5MB }
`;
    expect(faultsOf(text, { fileName: 'gateway.yaml' })).toEqual([
      'gateway.yaml:1:1 unknown key "bukets", did you mean "buckets"?',
      'gateway.yaml:3:12 server.address: expected host:port, [ipv6]:port or unix:/path, got a number',
      'gateway.yaml:4:3 server.tls is not supported yet',
      'gateway.yaml:5:24 server.timeouts.headers: expected a duration (seconds, or a number with ms, s, m or h such as 250ms or 15m)',
      'gateway.yaml:6:9 secret: must have at least 16 characters',
      'gateway.yaml:8:5 buckets[0].auth: must be written: `auth: { enabled: false }` is the only way to have none',
      'gateway.yaml:9:18 buckets[0].path_prefix: must begin with "/"',
      'gateway.yaml:12:15 buckets[0].s3.region: expected a string, got a number',
      'gateway.yaml:13:7 buckets[0].s3.secret_key: needs access_key beside it',
      'gateway.yaml:13:19 buckets[0].s3.secret_key: the environment variable MIZUCHI_UNSET is not set',
      'gateway.yaml:14:18 buckets[0].operations[0]: unknown preset or operation, did you mean "upload"?',
      'gateway.yaml:15:11 buckets[1].name: is the same as in buckets[0] (line 8)',
      expect.stringContaining('gateway.yaml:19:25 buckets[1].upload.max_size: only the units KiB, MiB, GiB and TiB'),
    ]);
  });

  it('gives each fault its path for programs', () => {
    const result = parseConfig(`buckets:${FILESYSTEM_BUCKET}\n    quota: {}`, { env: {} });
    expect(result).toEqual({
      ok: false,
      faults: [
        {
          file: 'config.yaml',
          line: 6,
          column: 5,
          path: 'buckets[0].quota',
          message: 'buckets[0].quota is not supported yet',
        },
      ],
    });
  });

  it('treats the names of inherited properties as the unknown keys they are', () => {
    const text = `__proto__: { polluted: true }\nconstructor: 1\ntoString: 2\nbuckets:${FILESYSTEM_BUCKET}`;
    expect(faultsOf(text)).toEqual([
      'config.yaml:1:1 unknown key "__proto__"',
      'config.yaml:2:1 unknown key "constructor"',
      'config.yaml:3:1 unknown key "toString"',
    ]);
    expect('polluted' in {}).toBe(false);
  });

  it('demands a document with buckets', () => {
    expect(faultsOf('')).toEqual(['config.yaml:1:1 the document is empty: at least one bucket must be configured']);
    expect(faultsOf('hello')).toEqual(['config.yaml:1:1 expected a mapping, got a string']);
    expect(faultsOf('metrics: { port: 1 }')).toEqual(['config.yaml:1:1 buckets: is required']);
    expect(faultsOf('buckets: []')).toEqual(['config.yaml:1:10 buckets: must have at least one entry']);
  });

  it('refuses two listeners on one address', () => {
    const problem = 'the management listener would have the address of server.address';
    const buckets = `buckets:${FILESYSTEM_BUCKET}`;
    expect(faultsOf(`server: { address: "0.0.0.0:9090" }\n${buckets}`)).toEqual([
      `config.yaml:1:1 metrics.port: ${problem}`,
    ]);
    expect(faultsOf(`management: { address: "0.0.0.0:8080" }\n${buckets}`)).toEqual([
      `config.yaml:1:24 management.address: ${problem}`,
    ]);
    expect(faultsOf(`server: { address: "127.0.0.1:0" }\nmetrics: { port: 0 }\n${buckets}`)).toEqual([]);
  });

  it('never throws, whatever the text', () => {
    const fragments = fc.constantFrom(
      'buckets',
      'server',
      ': ',
      '- ',
      '\n',
      '  ',
      '{',
      '}',
      '[',
      '"',
      '${',
      '&a',
      '*a',
      '!!x ',
    );
    const yamlLike = fc.array(fc.oneof(fragments, fc.string({ maxLength: 4 })), { maxLength: 40 });
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      yamlLike.map((parts) => parts.join('')),
      fc.json(),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        const result = parseConfig(text, { env: {}, readFile: () => '' });
        expect(result.ok || result.faults.length > 0).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('never throws on a document of the right shape with arbitrary values', () => {
    const value = fc.jsonValue();
    const bucket = fc.record(
      {
        name: value,
        path_prefix: value,
        s3: fc.oneof(value, fc.dictionary(fc.string(), value)),
        filesystem: value,
        auth: value,
      },
      { requiredKeys: [] },
    );
    const document = fc.record({ buckets: fc.array(bucket), server: value, secret: value }, { requiredKeys: [] });
    fc.assert(
      fc.property(document, (content) => {
        expect(() => parseConfig(JSON.stringify(content), { env: {}, readFile: () => '' })).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });
});
