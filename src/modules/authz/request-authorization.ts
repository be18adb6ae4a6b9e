import { Injectable, Logger } from '@nestjs/common';
import { GatewayError } from '../../common/errors/gateway-error.js';
import { actionOf, KEY_IN_BODY } from '../../common/s3/operation-actions.js';
import type { Action } from '../../common/s3/operation-actions.js';
import { MetricCatalogue } from '../metrics/index.js';
import type {
  AuthorizationEngine,
  AuthorizationObserver,
  AuthorizationRequest,
  BucketRuntime,
  Decision,
  RequestContext,
} from '../runtime/index.js';
import { announcedLength } from '../upload-body/index.js';
import { checkPrefix, imposeObligations } from './obligations.js';

/** An object, and what a request wants of it. */
export interface AuthorizationTarget {
  readonly bucket: BucketRuntime;
  /** In the client's words. */
  readonly bucketName: string;
  readonly key: string;
  readonly action: Action;
}

const ENGINES: readonly AuthorizationEngine[] = ['opa', 'openfga'];

/** Asks the engines of a bucket and enforces what they say: in a guard, and in operations that learn their key later. */
@Injectable()
export class RequestAuthorization {
  private readonly logger = new Logger('Authz');
  private readonly observer: AuthorizationObserver;

  constructor(private readonly metrics: MetricCatalogue) {
    this.observer = {
      cache: (engine, result) => {
        metrics.authzCache.inc({ engine, result });
      },
      evaluated: (engine, seconds) => {
        metrics.authzDuration.observe({ engine }, seconds);
      },
    };
  }

  /**
   * What one engine says about what a request asks for. Answers at once when the bucket does not use it, or when it
   * remembers.
   * @throws GatewayError AccessDenied, ServiceUnavailable
   */
  guard(context: RequestContext, engine: AuthorizationEngine): true | Promise<true> {
    const { bucket, bucketName, key, operation } = context.routed;
    if (bucket.config.authz?.[engine] === undefined || KEY_IN_BODY.has(operation.name)) return true;
    const action = actionOf(operation.name);
    if (action === undefined) throw new GatewayError('AccessDenied');
    const decision = this.decide(context, engine, { bucket, bucketName, key, action });
    if (!(decision instanceof Promise)) return this.impose(context, key, decision);
    return decision.then((late) => this.impose(context, key, late));
  }

  /**
   * For an operation that reads its key from the body (`KEY_IN_BODY`): asks every engine about it, and imposes what they
   * demand. To be called when the key is known, before any byte of the object is taken.
   * @throws GatewayError AccessDenied, ServiceUnavailable
   */
  async authorizeKey(context: RequestContext, key: string): Promise<void> {
    const { bucket, bucketName, operation } = context.routed;
    const action = actionOf(operation.name);
    if (action === undefined) throw new GatewayError('AccessDenied');
    for (const engine of ENGINES) {
      this.impose(context, key, await this.decide(context, engine, { bucket, bucketName, key, action }));
    }
  }

  /**
   * For an operation that reads another object than it writes, as copies do: asks every engine of the bucket that the
   * source is in. Of what they demand only the prefix concerns an object that is there already.
   * @throws GatewayError AccessDenied, ServiceUnavailable
   */
  async authorizeSource(context: RequestContext, source: Omit<AuthorizationTarget, 'action'>): Promise<void> {
    for (const engine of ENGINES) {
      const decision = await this.decide(context, engine, { ...source, action: 'read' });
      if (decision?.allow === true) checkPrefix(source.key, decision.obligations);
    }
  }

  /** @returns a consent, or undefined when the engine has no say */
  private decide(
    context: RequestContext,
    engine: AuthorizationEngine,
    target: AuthorizationTarget,
  ): Decision | undefined | Promise<Decision | undefined> {
    const { config, authorizers } = target.bucket;
    if (config.authz?.[engine] === undefined) return undefined;
    const authorizer = authorizers[engine];
    // Authorisation that is switched on and cannot be carried out refuses everyone.
    if (authorizer === undefined) throw new GatewayError('AccessDenied');
    let decision: Decision | Promise<Decision>;
    try {
      decision = authorizer.authorize(questionOf(context, target), this.observer);
    } catch (error) {
      return this.withoutAnswer(context, engine, target, error);
    }
    if (!(decision instanceof Promise)) return this.obey(context, engine, target, decision);
    return decision.then(
      (late) => this.obey(context, engine, target, late),
      (error: unknown) => this.withoutAnswer(context, engine, target, error),
    );
  }

  private obey(
    { requestId }: RequestContext,
    engine: AuthorizationEngine,
    { bucket }: AuthorizationTarget,
    decision: Decision,
  ): Decision {
    this.metrics.authzDecisions.inc({ engine, result: decision.allow ? 'allow' : 'deny' });
    if (decision.allow) return decision;
    const { reason } = decision;
    this.logger.debug({ bucket: bucket.name, engine, reason, request_id: requestId }, 'Refused');
    throw new GatewayError('AccessDenied');
  }

  private withoutAnswer(
    { requestId }: RequestContext,
    engine: AuthorizationEngine,
    { bucket }: AuthorizationTarget,
    cause: unknown,
  ): Decision | undefined {
    if (bucket.config.authz?.on_error === 'allow') {
      this.metrics.authzDecisions.inc({ engine, result: 'error_allowed' });
      this.logger.warn(
        { bucket: bucket.name, engine, request_id: requestId },
        'Let through without authorisation: on_error is allow',
      );
      return undefined;
    }
    this.metrics.authzDecisions.inc({ engine, result: 'error' });
    throw new GatewayError('ServiceUnavailable', {
      message: 'Whether you may do this cannot be found out at the moment. Please try again.',
      logged: true,
      cause,
    });
  }

  private impose(context: RequestContext, key: string, decision: Decision | undefined): true {
    if (decision?.allow === true) imposeObligations(context, key, decision.obligations);
    return true;
  }
}

function questionOf(context: RequestContext, target: AuthorizationTarget): AuthorizationRequest {
  const { principal, method, client, headers, routed } = context;
  return {
    principal,
    action: target.action,
    operation: routed.operation.name,
    resource: { bucket: target.bucketName, key: target.key },
    context: { method, path: routed.target.rawPath, ip: client.ip, contentLength: announcedLength(headers), headers },
  };
}
