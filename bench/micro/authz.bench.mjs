// Cost of a decision that is remembered, and of one by a compiled policy when MIZUCHI_POLICY_WASM names one with the entry
// point mizuchi/allow. After `npm run build`: node bench/micro/authz.bench.mjs
import { createServer } from 'node:http';
import { once } from 'node:events';
import { bench, run } from 'mitata';
import { createAuthorizers } from '../../dist/modules/authz/index.js';

const server = createServer((request, response) => {
  request.resume().on('end', () => response.end('{"result":true}'));
}).listen(0, '127.0.0.1');
await once(server, 'listening');

const cache = { cache_ttl_seconds: 3600, cache_deny_ttl_seconds: 3600, cache_max_entries: 1000 };
const claims = Object.freeze({
  iss: 'https://idp',
  tenant: 'acme',
  groups: ['dev', 'ops'],
  email: 'alice@example.com',
});
const request = {
  principal: { method: 'sigv4', subject: 'alice', claims },
  action: 'upload',
  operation: 'PutObject',
  resource: { bucket: 'uploads', key: 'alice/some/folder/file.bin' },
  context: {
    method: 'PUT',
    path: '/uploads/alice/some/folder/file.bin',
    ip: '127.0.0.1',
    contentLength: 1024,
    headers: new Map([
      ['host', '127.0.0.1:8080'],
      ['content-type', 'application/octet-stream'],
      ['content-length', '1024'],
      ['user-agent', 'aws-sdk-js/3'],
      ['x-amz-date', '20270131T000000Z'],
      ['x-amz-content-sha256', 'UNSIGNED-PAYLOAD'],
      ['authorization', 'AWS4-HMAC-SHA256 ...'],
    ]),
  },
};
const observer = { cache() {}, evaluated() {} };
const withOpa = (opa) => createAuthorizers({ name: 'uploads', authz: { opa, on_error: 'deny' } });

const url = `http://127.0.0.1:${server.address().port}`;
const remembered = await withOpa({ url, policy_path: 'mizuchi/allow', timeout_seconds: 5, ...cache });
await remembered.opa.authorize(request, observer);
bench('remembered decision', () => remembered.opa.authorize(request, observer));

const wasm = process.env.MIZUCHI_POLICY_WASM;
if (wasm !== undefined) {
  const inProcess = await withOpa({
    wasm,
    entrypoint: 'mizuchi/allow',
    ...cache,
    cache_ttl_seconds: 0,
    cache_deny_ttl_seconds: 0,
  });
  bench('decision of a compiled policy', () => inProcess.opa.authorize(request, observer));
}
await run();
await remembered.opa.close();
server.close();
