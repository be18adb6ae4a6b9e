import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createAuthorizers } from '../../src/modules/authz/index.js';
import { parseConfig } from '../../src/modules/config/index.js';
import type { Authorizer } from '../../src/modules/runtime/index.js';
import { EXAMPLE_MODEL } from '../support/authorization-examples.js';
import { authorizationRequest } from '../support/authorization-request.js';
import { startOpenFga } from '../support/openfga.js';
import type { FgaStore, OpenFgaServer } from '../support/openfga.js';
import { describeWith } from '../support/requirements.js';

const observer = { cache: () => undefined, evaluated: () => undefined };

async function fgaAuthorizer(openfga: object): Promise<Authorizer> {
  const bucket = {
    name: 'uploads',
    path_prefix: '/uploads',
    filesystem: { root: '/unused' },
    auth: { enabled: true, sigv4: { access_key: 'AK', secret_key: 'SK' } },
    authz: { openfga: { cache_ttl_seconds: 0, ...openfga } },
  };
  const result = parseConfig(JSON.stringify({ buckets: [bucket] }), { env: {} });
  const config = result.ok ? result.config.buckets[0] : undefined;
  if (config === undefined) throw new Error('The configuration of this test is faulty');
  const authorizers = await createAuthorizers(config);
  if (authorizers.openfga === undefined) throw new Error('no engine');
  return authorizers.openfga;
}

describeWith(['openfga'], 'claims in the names of a real OpenFGA', () => {
  let server: OpenFgaServer;
  let store: FgaStore;
  const authorizers: Authorizer[] = [];

  /** Whether a caller with these claims may upload `key`. */
  async function mayUpload(openfga: object, claims: Record<string, unknown>, key: string): Promise<boolean> {
    const authorizer = await fgaAuthorizer({ url: server.url, store_id: store.id, ...openfga });
    authorizers.push(authorizer);
    const principal = { method: 'sigv4' as const, subject: 'alice', claims };
    const request = authorizationRequest({ principal, resource: { bucket: 'uploads', key } });
    return (await authorizer.authorize(request, observer)).allow;
  }

  beforeAll(async () => {
    server = await startOpenFga();
    store = await server.createStore();
    await store.writeModel(EXAMPLE_MODEL);
    await store.write(
      { user: 'user:acme', relation: 'writer', object: 'folder:uploads/in' },
      { user: 'user:a%2F..%2Fb', relation: 'writer', object: 'folder:uploads/odd' },
      { user: 'team:ops#member', relation: 'writer', object: 'folder:uploads/in' },
    );
  });
  afterAll(async () => {
    for (const authorizer of authorizers) await authorizer.close();
    await server.stop();
  });

  const BY_TENANT = { user: 'user:{claim.tenant}', object: 'folder:{bucket}/{key.dir}' };

  it('lets in whom the tuples name, encoded', async () => {
    expect(await mayUpload(BY_TENANT, { tenant: 'acme' }, 'in/k')).toBe(true);
    expect(await mayUpload(BY_TENANT, { tenant: 'a/../b' }, 'odd/k')).toBe(true);
  });

  it.each([
    '*',
    '.*',
    'acme*',
    'x:y#z',
    'acme#writer',
    'a/../acme',
    'b/../acme',
    ' acme',
    'acme ',
    'ACME',
    '%61cme',
    '',
    ['acme', 'x'],
  ])('opens nothing for the tenant %j', async (tenant) => {
    expect(await mayUpload(BY_TENANT, { tenant }, 'in/k')).toBe(false);
  });

  it.each(['uploads/in', '../in', 'in%2F', 'in#writer'])(
    'opens nothing for the folder %j of a claim',
    async (folder) => {
      const openfga = { user: 'user:acme', object: 'folder:{bucket}/{claim.folder}' };
      expect(await mayUpload(openfga, { folder: 'in' }, 'k')).toBe(true);
      expect(await mayUpload(openfga, { folder }, 'k')).toBe(false);
    },
  );

  it.each([
    ['one relation', ['writer']],
    ['several relations', ['writer', 'reader']],
  ])('believes tuples of the request for %s', async (_what, upload) => {
    const openfga = {
      user: 'user:{sub}',
      object: 'folder:{bucket}/{key.dir}',
      relations: { upload },
      contextual_tuples: [
        { user: 'user:{sub}', relation: 'member', object: 'team:{claim.teams}' },
        { user: 'user:{sub}', relation: 'reader', object: 'folder:{bucket}/{claim.reads}' },
      ],
    };
    const reads = 'in';
    expect(await mayUpload(openfga, { teams: ['dev', 'ops'], reads }, 'in/k')).toBe(true);
    expect(await mayUpload(openfga, { teams: ['dev'], reads }, 'in/k')).toBe(false);
    expect(await mayUpload(openfga, { reads }, 'in/k')).toBe(false);
    expect(await mayUpload(openfga, { teams: 'dev#member@ops', reads }, 'in/k')).toBe(false);
  });
});
