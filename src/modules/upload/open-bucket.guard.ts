import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { GatewayError } from '../../common/errors/gateway-error.js';
import type { RequestHeaders } from '../../common/s3/header-registry.js';
import type { AuthConfig } from '../config/index.js';
import { contextOf } from '../runtime/index.js';

/**
 * Protects a bucket without authentication from web pages: being reachable is all the right a request needs there,
 * and a browser reaches whatever its user's machine reaches. A request that a page of another origin caused carries
 * `Origin` or `Sec-Fetch-Site` and is refused unless the bucket's CORS rules name the origin. Without `Origin` (an
 * image, a link) there is nothing that they could name.
 *
 * The same holds where a token may come in a cookie, which a browser adds to requests of every page by itself.
 */
@Injectable()
export class OpenBucketGuard implements CanActivate {
  canActivate(execution: ExecutionContext): true {
    const { headers, located } = contextOf(execution.switchToHttp().getRequest<FastifyRequest>().raw);
    if (!isOpenToPages(located.bucket.config.auth)) return true;
    const origin = headers.get('origin');
    if (origin === undefined ? !isOfAnotherSite(headers) : located.bucket.cors?.allowsOrigin(origin)) return true;
    throw new GatewayError('AccessDenied', { message: 'This bucket does not take requests of this web page.' });
  }
}

function isOpenToPages(auth: AuthConfig): boolean {
  return !auth.enabled || auth.jwt?.token_sources.some(({ type }) => type === 'cookie') === true;
}

function isOfAnotherSite(headers: RequestHeaders): boolean {
  const site = headers.get('sec-fetch-site');
  return site === 'cross-site' || site === 'same-site';
}
