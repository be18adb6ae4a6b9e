import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KeySetClient } from '../../src/modules/auth/jwt/key-set-client.js';
import { IdentityProvider } from '../support/identity-provider.js';
import { openSockets } from '../support/wire-gateway.js';

const certificate = (name: string): string => join(import.meta.dirname, '../support/certificates', name);
const LIMIT = 512 * 1024;

let provider: IdentityProvider;
let client: KeySetClient;

beforeEach(async () => {
  provider = await IdentityProvider.start();
  client = new KeySetClient({}, 1_000);
});
afterEach(async () => {
  await client.close();
  await provider[Symbol.asyncDispose]();
  expect(await openSockets()).toBe(0);
});

const answering = (answer: (response: ServerResponse) => void): Promise<string> => {
  provider.misbehave = answer;
  return client.fetch(provider.url);
};

describe('KeySetClient', () => {
  it('fetches a document, and again', async () => {
    expect(await client.fetch(provider.url)).toBe('{"keys":[]}');
    expect(await client.fetch(provider.url)).toBe('{"keys":[]}');
    expect(provider.fetches).toBe(2);
  });

  it('follows no redirect', async () => {
    const redirect = answering((response) => response.writeHead(302, { location: `${provider.url}/other` }).end('x'));
    await expect(redirect).rejects.toThrow('status 302');
    expect(provider.fetches).toBe(1);
  });

  it.each([500, 404, 204])('takes no answer of status %i', async (status) => {
    await expect(answering((response) => response.writeHead(status).end())).rejects.toThrow(`status ${status}`);
  });

  it('takes no more than half a mebibyte', async () => {
    expect(await answering((response) => response.end('x'.repeat(LIMIT)))).toHaveLength(LIMIT);
    await expect(answering((response) => response.end('x'.repeat(LIMIT + 1)))).rejects.toThrow('more than');
  });

  it('stops reading a document without end', async () => {
    const endless = answering((response) => {
      const write = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', write);
      write();
    });
    await expect(endless).rejects.toThrow('more than');
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['says nothing', () => undefined],
    ['stops in the middle', (response) => response.writeHead(200).write('{')],
  ])('does not wait for a provider that %s', async (_name, misbehave) => {
    await expect(answering(misbehave)).rejects.toThrow('timeout');
  });

  it('breaks off what is under way when it is closed', async () => {
    const waiting = answering(() => void client.close());
    await expect(waiting).rejects.toThrow();
  });

  it('verifies the certificate by the configured authority and name', async () => {
    const pem = (name: string): string => readFileSync(certificate(name), 'utf8');
    const server = createTlsServer(
      { cert: pem('server.pem'), key: pem('server-key.pem'), ca: pem('ca.pem'), requestCert: true },
      (_request, response) => response.end('{"keys":[]}'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
    const files = { ca: certificate('ca.pem'), cert: certificate('client.pem'), key: certificate('client-key.pem') };
    const [trusting, other] = [new KeySetClient(files), new KeySetClient({ ...files, server_name: 'other.internal' })];
    expect(await trusting.fetch(url)).toBe('{"keys":[]}');
    await expect(client.fetch(url)).rejects.toThrow('certificate');
    await expect(other.fetch(url)).rejects.toThrow("does not match certificate's altnames");
    await Promise.all([trusting.close(), other.close(), new Promise((resolve) => server.close(resolve))]);
  });
});
