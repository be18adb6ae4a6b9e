import { describe, expect, it } from '@jest/globals';
import { parseConfig } from '../parse-config.js';
import type { BucketConfig } from '../gateway-config.js';

const SIGNED = { enabled: true, sigv4: { access_key: 'AK', secret_key: 'SK' } };
const OPA = { url: 'http://127.0.0.1:8181', policy_path: 'mizuchi/allow' };
const FGA = { url: 'http://127.0.0.1:8080', store_id: 's' };

function parse(more: object): { bucket: BucketConfig | undefined; faults: string[] } {
  const bucket = { name: 'b', path_prefix: '/b', auth: SIGNED, filesystem: { root: '/d' }, ...more };
  const result = parseConfig(JSON.stringify({ buckets: [bucket] }), { env: {} });
  if (!result.ok) return { bucket: undefined, faults: result.faults.map(({ message }) => message) };
  return { bucket: result.config.buckets[0], faults: [] };
}
const configured = (authz: unknown): unknown => parse({ authz: authz as object }).bucket?.authz;

const CACHE = { cache_ttl_seconds: 60, cache_deny_ttl_seconds: 60, cache_max_entries: 1000 };

describe('buckets[].authz', () => {
  it('takes a policy path as OPA writes it and as Rego does, and fills in the rest', () => {
    const opa = { url: 'http://127.0.0.1:8181/', policy_path: 'mizuchi/allow', timeout_seconds: 5, ...CACHE };
    for (const policy_path of ['mizuchi/allow', '/mizuchi/allow', 'v1/data/mizuchi/allow', '/v1/data/mizuchi/allow']) {
      expect(configured({ enabled: true, opa: { ...OPA, policy_path } })).toEqual({ opa, on_error: 'deny' });
    }
  });

  it('fills in the defaults of OpenFGA; an empty model or token is none', () => {
    expect(configured({ openfga: { ...FGA, model_id: '', api_token: '' } })).toEqual({
      openfga: {
        url: 'http://127.0.0.1:8080/',
        store_id: 's',
        relations: { upload: ['writer'] },
        object: 'bucket:{bucket}',
        user: 'user:{sub}',
        contextual_tuples: [],
        timeout_seconds: 5,
        ...CACHE,
      },
      on_error: 'deny',
    });
  });

  it('takes one relation or several, and a time of its own for refusals', () => {
    const openfga = { ...FGA, relations: { upload: ['writer', 'member'], read: 'reader' }, cache_deny_ttl_seconds: 1 };
    expect(configured({ openfga })).toMatchObject({
      openfga: { relations: { upload: ['writer', 'member'], read: ['reader'] }, cache_deny_ttl_seconds: 1 },
    });
  });

  it('is not there while it is switched off', () => {
    expect(parse({ authz: { enabled: false } }).bucket).not.toHaveProperty('authz');
  });

  it('refuses a misspelt key', () => {
    expect(parse({ autz: { opa: OPA } }).faults).toEqual(['buckets[0]: unknown key "autz", did you mean "auth"?']);
    expect(parse({ authz: { oppa: OPA } }).faults).toContain(
      'buckets[0].authz: unknown key "oppa", did you mean "opa"?',
    );
  });

  it('refuses an open bucket', () => {
    expect(parse({ auth: { enabled: false }, authz: { opa: OPA } }).faults).toEqual([
      'buckets[0].authz: needs auth: nobody is known on an open bucket',
    ]);
  });

  it.each<[object, string]>([
    [{}, ': needs opa or openfga, which says who may do what'],
    [{ enabled: false, opa: OPA }, '.opa: has no effect while enabled is false'],
    [{ opa: {} }, '.opa: needs one of url and wasm'],
    [{ opa: { ...OPA, wasm: 'p.wasm' } }, '.opa: only one of url and wasm is allowed'],
    [{ opa: { url: OPA.url } }, '.opa: needs policy_path beside url'],
    [{ opa: { wasm: 'p.wasm' } }, '.opa: needs entrypoint beside wasm'],
    [{ opa: { wasm: 'p', entrypoint: 'e', timeout_seconds: 5 } }, '.opa.timeout_seconds: has no effect with wasm'],
    [{ opa: { ...OPA, entrypoint: 'e' } }, '.opa.entrypoint: has no effect with url'],
    [{ opa: { ...OPA, tls: { ca: 'ca.pem' } } }, '.opa.tls: has no effect on an http url'],
    [{ opa: { ...OPA, url: 'https://h', tls: { cert: 'c' } } }, '.opa.tls.cert: needs key beside it'],
    [{ opa: { ...OPA, policy_path: '../x' } }, '.opa.policy_path: expected the path of a rule such as mizuchi/allow'],
    [
      { opa: { ...OPA, policy_path: '/v1/data' } },
      '.opa.policy_path: expected the path of a rule such as mizuchi/allow',
    ],
    [{ opa: { ...OPA, url: 'http://u:p@h' } }, '.opa.url: must not hold a user or password'],
    [{ opa: { ...OPA, url: 'http://h?x' } }, '.opa.url: must not hold a query or fragment'],
    [{ opa: { ...OPA, url: 'h:1' } }, '.opa.url: expected an http or https URL'],
    [
      { openfga: { ...FGA, relations: { uplod: 'writer' } } },
      '.openfga.relations: has an unknown action, did you mean "upload"?',
    ],
    [
      { openfga: { ...FGA, relations: { upload: [] } } },
      '.openfga.relations: expected a mapping of actions to relations such as { upload: writer }',
    ],
    [{ openfga: { ...FGA, relations: {} } }, '.openfga.relations: must have at least one action'],
    [{ openfga: { ...FGA, object: 'bucket' } }, '.openfga.object: expected a template such as bucket:{bucket}'],
    [{ openfga: { ...FGA, object: '{sub}:x' } }, '.openfga.object: expected a template such as bucket:{bucket}'],
    [
      { openfga: { ...FGA, user: 'user:{subject}' } },
      '.openfga.user: can hold only {bucket}, {key}, {key.dir}, {sub} and {claim.NAME}',
    ],
    [
      {
        openfga: {
          ...FGA,
          api_token: 't',
          client_credentials: { issuer: 'https://i', audience: 'a', client_id: 'c', client_secret: 's' },
        },
      },
      '.openfga.client_credentials: cannot stand beside api_token',
    ],
    [{ opa: OPA, on_error: 'ignore' }, '.on_error: expected one of deny, allow'],
  ])('refuses %j', (authz, fault) => {
    expect(parse({ authz }).faults).toEqual([`buckets[0].authz${fault}`]);
  });
});
