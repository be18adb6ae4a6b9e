import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { GatewayError } from '../../common/errors/gateway-error.js';
import { PublicHosts } from '../../common/http/public-hosts.js';
import { TrustedProxies } from '../../common/http/trusted-proxies.js';
import type { BodyKind } from '../../common/s3/operation-table.js';
import { MetricCatalogue } from '../metrics/index.js';
import { attachContext, RequestContext } from '../runtime/index.js';
import type { Authenticator, RequestHead, RoutedRequest, RuntimeSnapshot } from '../runtime/index.js';
import { AuthenticationGuard } from './authentication.guard.js';

const SNAPSHOT = {
  trustedProxies: new TrustedProxies([]),
  publicHosts: new PublicHosts([]),
} as unknown as RuntimeSnapshot;
const REFUSAL = new GatewayError('SignatureDoesNotMatch');
const authenticator = (recognises: boolean, problem?: GatewayError): Authenticator => ({
  earliestExpiry: () => undefined,
  authenticateForm: () => ({ method: 'sigv4', subject: 'alice' }),
  queryParameters: new Set(),
  methodOf: () => (recognises ? 'sigv4' : 'none'),
  noCredential: () => new GatewayError('AccessDenied'),
  close: () => Promise.resolve(),
  authenticate: () => {
    if (problem !== undefined) throw problem;
    return {
      principal: { method: 'sigv4', subject: 'alice' },
      hoisted: new Map(),
      chunkSigning: undefined,
      headerSignature: undefined,
    };
  },
});

/** The verdict of the guard on a request for a bucket, and what it has counted. */
async function verdict(
  enabled: boolean,
  authenticates?: Authenticator,
  body: BodyKind = 'none',
): Promise<{ result: unknown; counted: object[] }> {
  const request = new IncomingMessage(new Socket());
  const context = new RequestContext(SNAPSHOT, request, new ServerResponse(request));
  context.routed = {
    bucket: { config: { auth: { enabled } }, authenticator: authenticates },
    operation: { body },
  } as unknown as RoutedRequest;
  attachContext(context);
  const execution = { switchToHttp: () => ({ getRequest: () => ({ raw: request }) }) };
  const metrics = new MetricCatalogue();
  let result: unknown;
  try {
    result = await new AuthenticationGuard(metrics).canActivate(execution as unknown as ExecutionContext);
  } catch (error) {
    result = error;
  }
  const { values } = await metrics.authAttempts.get();
  return { result, counted: values.filter(({ value }) => value > 0).map(({ labels }) => labels) };
}

describe('AuthenticationGuard', () => {
  const denied = expect.objectContaining({ code: 'AccessDenied' });

  it('lets everyone into an open bucket', async () => {
    expect(await verdict(false)).toEqual({ result: true, counted: [{ method: 'none', result: 'accepted' }] });
  });

  it('refuses everyone where authentication is switched on and cannot be carried out', async () => {
    expect(await verdict(true)).toEqual({ result: denied, counted: [{ method: 'none', result: 'refused' }] });
  });

  it('refuses who does not say who they are', async () => {
    expect(await verdict(true, authenticator(false))).toEqual({
      result: denied,
      counted: [{ method: 'none', result: 'refused' }],
    });
  });

  it('leaves a form to its own authentication, and refuses one that is signed twice', async () => {
    expect(await verdict(true, authenticator(false), 'form')).toEqual({ result: true, counted: [] });
    expect(await verdict(true, authenticator(true), 'form')).toEqual({
      result: expect.objectContaining({ code: 'InvalidArgument' }),
      counted: [{ method: 'none', result: 'refused' }],
    });
  });

  it('lets the bucket decide about who does', async () => {
    expect(await verdict(true, authenticator(true))).toEqual({
      result: true,
      counted: [{ method: 'sigv4', result: 'accepted' }],
    });
    expect(await verdict(true, authenticator(true, REFUSAL))).toEqual({
      result: REFUSAL,
      counted: [{ method: 'sigv4', result: 'refused' }],
    });
  });

  it('waits where the bucket has to', async () => {
    const atOnce = authenticator(true);
    const later = { ...atOnce, authenticate: async (head: RequestHead) => atOnce.authenticate(head) };
    expect(await verdict(true, later)).toEqual({ result: true, counted: [{ method: 'sigv4', result: 'accepted' }] });
    const never = { ...authenticator(true), authenticate: () => Promise.reject(REFUSAL) };
    expect(await verdict(true, never)).toEqual({ result: REFUSAL, counted: [{ method: 'sigv4', result: 'refused' }] });
  });
});
