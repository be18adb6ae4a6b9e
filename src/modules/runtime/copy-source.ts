import { GatewayError } from '../../common/errors/gateway-error.js';
import { parseCopySource } from '../../common/s3/copy-source.js';
import { decodeObjectKey } from '../../common/s3/object-key.js';
import type { CopySource } from '../storage/index.js';
import type { RouteMatch } from './bucket-router.js';
import type { BucketRuntime } from './bucket-runtime.js';
import type { RequestContext } from './request-context.js';

/**
 * The object that a copy is made of, if this caller may read it (docs/adr/0005-copy-source.md): it has to be in the same
 * configured bucket as the copy, and that bucket has to offer GetObject.
 * @throws GatewayError AccessDenied, NoSuchBucket, InvalidArgument, InvalidURI, KeyTooLongError
 */
export function readableCopySource(context: RequestContext): CopySource {
  const { bucket } = context.routed;
  const { rawPath, versionId } = parseCopySource(context.forwarded.get('x-amz-copy-source') ?? '');
  const match = locate(context, rawPath);
  if (match === undefined) throw new GatewayError('NoSuchBucket');
  if (match.value !== bucket || !bucket.operations.has('GetObject')) throw new GatewayError('AccessDenied');
  if (match.rawKey === '') throw new GatewayError('InvalidArgument');
  return {
    address: { bucket: match.bucket, key: decodeObjectKey(match.rawKey) },
    ...(versionId !== undefined && { versionId }),
  };
}

/**
 * Finds the bucket as the request for the copy itself was found: by the label of a virtual host, else by path. The endpoint
 * that a client knows may have a path of its own, which a source does not repeat: that of a bucket at `/team/uploads`, say,
 * is `/team`.
 */
function locate(context: RequestContext, rawPath: string): RouteMatch<BucketRuntime> | undefined {
  const { router, publicHosts } = context.snapshot;
  const { bucket } = context.routed;
  if (publicHosts.labelOf(context.client.host) !== undefined) {
    const slash = rawPath.indexOf('/', 1);
    return router.matchLabel(rawPath.slice(1, slash), rawPath.slice(slash));
  }
  const { path_prefix: prefix } = bucket.config;
  const endpoint = prefix.slice(0, prefix.lastIndexOf('/'));
  const beside = router.match(endpoint + rawPath);
  return endpoint === '' || beside?.value === bucket ? beside : (router.match(rawPath) ?? beside);
}
