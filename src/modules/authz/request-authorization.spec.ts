import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { TrustedProxies } from '../../common/http/trusted-proxies.js';
import { MetricCatalogue } from '../metrics/index.js';
import { RequestContext } from '../runtime/index.js';
import type {
  AuthorizationRequest,
  Authorizer,
  BucketRuntime,
  Decision,
  RoutedRequest,
  RuntimeSnapshot,
} from '../runtime/index.js';
import { RequestAuthorization } from './request-authorization.js';

const SNAPSHOT = { trustedProxies: new TrustedProxies([]) } as unknown as RuntimeSnapshot;
let asked: AuthorizationRequest[];
const answering = (...decisions: (Decision | Error)[]): Authorizer => ({
  authorize: (request) => {
    asked.push(request);
    const decision = decisions[Math.min(asked.length, decisions.length) - 1];
    if (decision === undefined || Error.isError(decision)) throw decision ?? new Error('nothing left');
    return decision;
  },
  close: () => Promise.resolve(),
});
const bucketWith = (authorizer: Authorizer | undefined, authz: object | undefined = { opa: {}, on_error: 'deny' }) =>
  ({ name: 'b', config: { authz }, authorizers: { opa: authorizer } }) as unknown as BucketRuntime;

function contextOf(bucket: BucketRuntime, operation: string, key = 'in/k'): RequestContext {
  const request = new IncomingMessage(new Socket());
  const context = new RequestContext(SNAPSHOT, request, new ServerResponse(request));
  const target = { rawPath: `/b/${key}`, query: [] };
  context.routed = { bucket, bucketName: 'b', key, target, operation: { name: operation } } as unknown as RoutedRequest;
  return context;
}

const authorization = new RequestAuthorization(new MetricCatalogue());
const allow = (obligations: object = {}): Decision => ({ allow: true, obligations });
const denied = expect.objectContaining({ code: 'AccessDenied' });

beforeAll(() => {
  Logger.overrideLogger(false);
});
afterAll(() => {
  Logger.overrideLogger(['log', 'error', 'warn', 'debug']);
});
beforeEach(() => {
  asked = [];
});

describe('RequestAuthorization', () => {
  it('has no say where none is configured', () => {
    const context = contextOf({ ...bucketWith(undefined), config: {} } as BucketRuntime, 'PutObject');
    expect(authorization.guard(context, 'opa')).toBe(true);
    expect(authorization.guard(contextOf(bucketWith(undefined), 'PutObject'), 'openfga')).toBe(true);
  });

  it('refuses everyone where an engine is configured and not there, and what has no action', () => {
    expect(() => authorization.guard(contextOf(bucketWith(undefined), 'PutObject'), 'opa')).toThrow(denied);
    expect(() => authorization.guard(contextOf(bucketWith(answering(allow())), 'PutBucketPolicy'), 'opa')).toThrow(
      denied,
    );
    expect(asked).toEqual([]);
  });

  it('answers at once when the engine does', () => {
    expect(authorization.guard(contextOf(bucketWith(answering(allow())), 'PutObject'), 'opa')).toBe(true);
    expect(() => authorization.guard(contextOf(bucketWith(answering({ allow: false })), 'PutObject'), 'opa')).toThrow(
      denied,
    );
  });

  it('does not blame the caller for an engine that fails, and says that it is in the log', () => {
    const context = contextOf(bucketWith(answering(new Error('down'))), 'PutObject');
    expect(() => authorization.guard(context, 'opa')).toThrow(
      expect.objectContaining({ code: 'ServiceUnavailable', logged: true }),
    );
  });

  it('leaves a key in the body to its operation, which is then held to the same', async () => {
    const context = contextOf(bucketWith(answering(allow({ maxSize: 7, keyPrefix: 'in/' }))), 'PostObject', '');
    expect(authorization.guard(context, 'opa')).toBe(true);
    expect(asked).toEqual([]);
    await authorization.authorizeKey(context, 'in/k');
    expect(asked).toMatchObject([
      { action: 'upload', operation: 'PostObject', resource: { bucket: 'b', key: 'in/k' } },
    ]);
    expect(context.sizeLimit).toBe(7);
    await expect(authorization.authorizeKey(context, 'out/k')).rejects.toEqual(denied);
    await expect(authorization.authorizeKey(context, '')).rejects.toEqual(denied);
    const refused = contextOf(bucketWith(answering({ allow: false })), 'PostObject', '');
    await expect(authorization.authorizeKey(refused, 'in/k')).rejects.toEqual(denied);
  });

  it('asks whether the source of a copy may be read', async () => {
    const bucket = bucketWith(answering(allow({ keyPrefix: 'in/', maxSize: 1 })));
    const context = contextOf(bucketWith(answering(allow())), 'CopyObject');
    await authorization.authorizeSource(context, { bucket, bucketName: 'source', key: 'in/s' });
    expect(asked).toMatchObject([{ action: 'read', resource: { bucket: 'source', key: 'in/s' } }]);
    expect(context.sizeLimit).toBe(Infinity);
    const other = { bucket, bucketName: 'source', key: 'out/s' };
    await expect(authorization.authorizeSource(context, other)).rejects.toEqual(denied);
  });

  it('adds up what several demands say', () => {
    const context = contextOf(bucketWith(answering(allow({ maxSize: 5 }), allow({ maxSize: 9 }))), 'UploadPart');
    void authorization.guard(context, 'opa');
    void authorization.guard(context, 'opa');
    expect(context.sizeLimit).toBe(5);
  });
});
