import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { chunkSigningOf, PUBLISHED_CLIENT, signAwsChunked } from '../../../test/support/aws-chunked-signer.js';
import { TrustedProxies } from '../../common/http/trusted-proxies.js';
import type { ChunkSigning } from '../../common/sigv4/chunk-signing.js';
import { UploadPolicy } from '../policy/index.js';
import { RequestContext } from '../runtime/index.js';
import type { Principal, RoutedRequest, RuntimeSnapshot } from '../runtime/index.js';
import { receiveBody } from './receive-body.js';

const NO_RULES = { min_size: 0, sniff: false, forbidden_headers: [], forced_headers: {}, overwrite: true };
const HELLO = [Buffer.from('hello')];
const SIGNED = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
const ALICE: Principal = { method: 'sigv4', subject: 'alice' };
const RIGHT = chunkSigningOf(PUBLISHED_CLIENT);

/** Sends a body as its client signs it, and tells what a store would have read or why not. */
async function upload(
  wire: Buffer,
  form: string,
  { principal, signing }: { principal?: Principal; signing?: ChunkSigning },
): Promise<string> {
  const receive = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const config = { server: { timeouts: { body_idle: 60_000 } } };
    const snapshot = { config, trustedProxies: new TrustedProxies([]) } as unknown as RuntimeSnapshot;
    const context = new RequestContext(snapshot, message, response);
    context.routed = { bucket: { policy: new UploadPolicy(NO_RULES) } } as unknown as RoutedRequest;
    if (principal !== undefined) context.principal = principal;
    context.chunkSigning = signing;
    try {
      response.end((await buffer(receiveBody(context).open('everything'))).toString());
    } catch (error) {
      response.setHeader('connection', 'close').end(Error.isError(error) && 'code' in error ? String(error.code) : '');
    }
  };
  const server = createServer((message, response) => void receive(message, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const headers = { 'x-amz-content-sha256': form, 'x-amz-decoded-content-length': '5', connection: 'close' };
    const answer = await request(`http://127.0.0.1:${port}/`, { method: 'PUT', body: wire, headers, reset: true });
    return await answer.body.text();
  } finally {
    server.close();
    await once(server, 'close');
  }
}

describe('receiveBody', () => {
  it('verifies signed chunks with what the signature of the request gave', async () => {
    const body = signAwsChunked(PUBLISHED_CLIENT, HELLO);
    expect(await upload(body, SIGNED, { principal: ALICE, signing: RIGHT })).toBe('hello');
    const wrong = chunkSigningOf({ ...PUBLISHED_CLIENT, secret: 'another' });
    expect(await upload(body, SIGNED, { principal: ALICE, signing: wrong })).toBe('SignatureDoesNotMatch');
  });

  it.each([SIGNED, `${SIGNED}-TRAILER`])(
    'refuses %s of a signed request that gave nothing to verify it with',
    async (form) => {
      expect(await upload(signAwsChunked(PUBLISHED_CLIENT, HELLO), form, { principal: ALICE })).toBe('InvalidRequest');
    },
  );

  it('takes signed chunks as they come where nobody is authenticated', async () => {
    const body = signAwsChunked({ ...PUBLISHED_CLIENT, secret: 'another' }, HELLO);
    expect(await upload(body, SIGNED, {})).toBe('hello');
  });

  it('takes unsigned chunks of a signed request', async () => {
    const body = Buffer.from('5\r\nhello\r\n0\r\n\r\n');
    expect(await upload(body, 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', { principal: ALICE })).toBe('hello');
  });
});
