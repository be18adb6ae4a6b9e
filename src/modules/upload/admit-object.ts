import type { RequestContext } from '../runtime/index.js';

/**
 * Decides whether a request may begin an object, chooses its key, and puts the headers on it that every object gets.
 * @param key that the client asks for
 * @param headers what the client says about the object: of the request, or of the fields of a form
 * @throws GatewayError AccessDenied, KeyTooLongError, InvalidURI
 */
export function admitObject(context: RequestContext, key: string, headers: ReadonlyMap<string, string>): void {
  const { bucket, bucketName } = context.routed;
  const chosen = bucket.policy.admit({ bucket: bucketName, key, owner: context.principal, headers, now: Date.now() });
  context.forwarded = bucket.policy.force(context.forwarded);
  if (chosen === key) return;
  context.chosenKey = chosen;
  context.key = chosen;
}
