import type { ServerResponse } from 'node:http';
import { CreateMultipartUploadCommand, HeadObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { EXAMPLE_MODEL, EXAMPLE_TUPLES } from '../support/authorization-examples.js';
import { AuthorizationGateway, verdict } from '../support/authorization-gateway.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import { startOpenFga } from '../support/openfga.js';
import type { FgaStore, OpenFgaServer } from '../support/openfga.js';
import { describeWith } from '../support/requirements.js';
import { scriptedServer } from '../support/scripted-server.js';
import { tempDir } from '../support/temp-dir.js';
import type { TempDir } from '../support/temp-dir.js';

const API_TOKEN = 'the-key-of-openfga';
const FOLDER = { object: 'folder:{bucket}/{key.dir}', user: 'user:{sub}' };
const STORE_ID = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

let dir: TempDir;
let started: AuthorizationGateway[] = [];

const start = async (authz: object): Promise<AuthorizationGateway> => {
  const gateway = await AuthorizationGateway.start(dir, authz);
  started.push(gateway);
  return gateway;
};
beforeAll(async () => {
  dir = await tempDir();
});
afterEach(async () => {
  for (const gateway of started) await gateway.close();
  started = [];
});
afterAll(() => dir.remove());

describeWith(['openfga'], 'a bucket whose callers an OpenFGA server decides about', () => {
  let server: OpenFgaServer;
  let store: FgaStore;
  const openfga = (more: object = {}): object => ({
    openfga: { url: server.url, store_id: store.id, api_token: API_TOKEN, ...FOLDER, cache_ttl_seconds: 0, ...more },
  });
  beforeAll(async () => {
    server = await startOpenFga(API_TOKEN);
  });
  beforeEach(async () => {
    store = await server.createStore();
    await store.writeModel(EXAMPLE_MODEL);
  });
  afterAll(() => server.stop());

  it('lets in whom the example of docs/authorization.md says', async () => {
    await store.write(...EXAMPLE_TUPLES);
    const gateway = await start(openfga());
    expect(await gateway.put('alice', 'alice/a')).toBe('200');
    expect(await gateway.put('bob', 'alice/a')).toBe('AccessDenied');
    expect(await gateway.put('alice', 'a')).toBe('AccessDenied');
    expect(await gateway.put('alice', 'alice/deeper/a')).toBe('AccessDenied');
    await store.write({ user: 'user:bob', relation: 'member', object: 'team:ops' });
    expect(await gateway.put('bob', 'alice/b')).toBe('200');
    expect(await gateway.files()).toEqual(['alice/a', 'alice/b']);
  });

  it('asks about each part of a multipart upload, and refuses actions without a relation', async () => {
    await store.write(...EXAMPLE_TUPLES);
    const gateway = await start(openfga());
    const client = gateway.client('alice');
    const object = { Bucket: 'uploads', Key: 'alice/a' };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(object));
    await store.remove(...EXAMPLE_TUPLES);
    const part = new UploadPartCommand({ ...object, UploadId, PartNumber: 1, Body: 'x' });
    expect(await verdict(client.send(part))).toBe('AccessDenied');
    await expect(client.send(new HeadObjectCommand(object))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });
  });

  it('wants every relation of a list, in one question', async () => {
    const gateway = await start(openfga({ relations: { upload: ['writer', 'employee'] } }));
    const writer = { user: 'user:alice', relation: 'writer', object: 'folder:uploads/alice' };
    await store.write(writer);
    expect(await gateway.put('alice', 'alice/a')).toBe('AccessDenied');
    await store.write({ ...writer, relation: 'employee' });
    expect(await gateway.put('alice', 'alice/a')).toBe('200');
    await store.remove(writer);
    expect(await gateway.put('alice', 'alice/a')).toBe('AccessDenied');
  });

  it('sees after the time of the cache that a right was withdrawn', async () => {
    await store.write(...EXAMPLE_TUPLES);
    const gateway = await start(openfga({ cache_ttl_seconds: 2, consistency: 'higher_consistency' }));
    expect(await gateway.put('alice', 'alice/a')).toBe('200');
    await store.remove(...EXAMPLE_TUPLES);
    expect(await gateway.put('bob', 'alice/a')).toBe('AccessDenied');
    expect(await gateway.put('alice', 'alice/a')).toBe('200');
    expect(
      await eventually(
        () => gateway.put('alice', 'alice/a'),
        (answer) => answer !== '200',
      ),
    ).toBe('AccessDenied');
  });

  it('asks the model that is configured, else the latest', async () => {
    const gateway = await start(openfga());
    const old = await store.writeModel(EXAMPLE_MODEL);
    const pinned = await start(openfga({ model_id: old }));
    await store.write(...EXAMPLE_TUPLES);
    await store.writeModel({ schema_version: '1.1', type_definitions: [{ type: 'user' }] });
    expect(await pinned.put('alice', 'alice/a')).toBe('200');
    expect(await gateway.put('alice', 'alice/a')).toBe('ServiceUnavailable');
  });

  it('answers 503 where the key, the store or the relation is wrong, and tells nobody the key', async () => {
    await store.write(...EXAMPLE_TUPLES);
    for (const wrong of [
      { api_token: 'another-key' },
      { store_id: STORE_ID },
      { store_id: 'no id' },
      { relations: { upload: 'nothing' } },
    ]) {
      const gateway = await start(openfga(wrong));
      expect(await gateway.put('alice', 'alice/a')).toBe('ServiceUnavailable');
      expect(gateway.log()).toEqual(['An authorisation engine gives no usable answer']);
      expect(await gateway.files()).toEqual([]);
      expect(JSON.stringify(gateway.gateway.log)).not.toContain('another-key');
    }
  });
});

describeWith(['openfga'], 'two engines', () => {
  it('have to agree', async () => {
    const openfga = await startOpenFga();
    try {
      const store = await openfga.createStore();
      await store.writeModel(EXAMPLE_MODEL);
      await store.write(...EXAMPLE_TUPLES);
      await using opa = await scriptedServer((response, body) => {
        response.end(`{"result":${!body.includes('forbidden')}}`);
      });
      const gateway = await start({
        opa: { url: opa.url, policy_path: 'mizuchi/allow' },
        openfga: { url: openfga.url, store_id: store.id, ...FOLDER },
      });
      expect(await gateway.put('alice', 'alice/a')).toBe('200');
      expect(await gateway.put('alice', 'alice/forbidden')).toBe('AccessDenied');
      expect(await gateway.put('bob', 'alice/a')).toBe('AccessDenied');
      await openfga.stop();
      expect(await gateway.put('alice', 'alice/b')).toBe('200');
      expect(await gateway.put('alice', 'other/b')).toBe('ServiceUnavailable');
      expect(await gateway.put('alice', 'other/forbidden')).toBe('AccessDenied');
    } finally {
      await openfga.stop();
    }
  });
});

const text =
  (body: string, status = 200) =>
  (response: ServerResponse) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
const BROKEN: [what: string, answer: (response: ServerResponse) => void][] = [
  ['never answers', () => undefined],
  ['answers half', (response) => response.writeHead(200, { 'content-length': 100 }).write('{"allowed":')],
  ['hangs up', (response) => response.destroy()],
  ['answers 500', text('{"allowed":true}', 500)],
  ['answers 429', text('{"allowed":true}', 429)],
  ['answers no JSON', text('<html>')],
  ['answers nothing', text('')],
  ['answers a text', text('{"allowed":"true"}')],
  ['answers without saying it', text('{"resolution":""}')],
  ['answers too much', text(`{"allowed":true,"more":"${'x'.repeat(300_000)}"}`)],
];

it.each(BROKEN)('stores nothing and answers 503 while OpenFGA %s', async (_what, answer) => {
  await using server = await scriptedServer(answer);
  const gateway = await start({ openfga: { url: server.url, store_id: STORE_ID, timeout_seconds: 1 } });
  expect(await gateway.put('alice', 'alice/a')).toBe('ServiceUnavailable');
  expect(await gateway.putExpecting('alice', 'alice/a', 100_000)).toEqual({ status: 503, asked: false });
  expect(await gateway.files()).toEqual([]);
});

it.each([
  ['misses a relation', '{"result":{"0":{"allowed":true}}}'],
  ['has an error for a relation', '{"result":{"0":{"allowed":true},"1":{"allowed":true,"error":{"message":"x"}}}}'],
  ['is of other questions', '{"result":{"7":{"allowed":true},"8":{"allowed":true}}}'],
])('answers 503 while an answer to several questions %s', async (_what, body) => {
  await using server = await scriptedServer(text(body));
  const relations = { upload: ['writer', 'employee'] };
  const gateway = await start({ openfga: { url: server.url, store_id: STORE_ID, relations } });
  expect(await gateway.put('alice', 'alice/a')).toBe('ServiceUnavailable');
  expect(await gateway.files()).toEqual([]);
});

it('answers 503 while OpenFGA is down', async () => {
  const gateway = await start({ openfga: { url: `http://127.0.0.1:${await freePort()}`, store_id: STORE_ID } });
  expect(await gateway.put('alice', 'alice/a')).toBe('ServiceUnavailable');
  expect(await gateway.files()).toEqual([]);
});

it('logs in with client credentials, and recovers from a token endpoint that hangs', async () => {
  let hangs = true;
  await using idp = await scriptedServer((response) => {
    if (!hangs) text('{"access_token":"the-access-token","expires_in":3600}')(response);
  });
  const seen: (string | undefined)[] = [];
  await using server = await scriptedServer((response, _body, request) => {
    seen.push(request.headers.authorization);
    text('{"allowed":true}')(response);
  });
  const client_credentials = { issuer: idp.url, audience: 'fga', client_id: 'gateway', client_secret: 'the-secret' };
  const gateway = await start({
    openfga: { url: server.url, store_id: STORE_ID, timeout_seconds: 1, client_credentials },
  });
  expect(await gateway.put('alice', 'alice/a')).toBe('ServiceUnavailable');
  hangs = false;
  expect(await gateway.put('alice', 'alice/a')).toBe('200');
  expect(seen).toEqual(['Bearer the-access-token']);
});
