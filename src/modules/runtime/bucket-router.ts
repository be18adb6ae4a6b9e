import { isBucketName } from '../../common/s3/bucket-name.js';
import { decodeOnce } from '../../common/s3/request-target.js';

/** What a router maps a path prefix to. */
export interface Route<T> {
  /** `/`, `/a`, `/a/b`, or with the template as its last segment `/{bucket}`, `/a/{bucket}`. */
  readonly prefix: string;
  /** Which names a template takes; every name S3 allows when absent. */
  readonly bucketPattern?: RegExp;
  readonly name: string;
  readonly value: T;
}

/** A path, taken apart. */
export interface RouteMatch<T> {
  readonly value: T;
  /** Bucket name in the client's view: the template's segment, else the prefix's last one, else the name. */
  readonly bucket: string;
  /** The rest after the prefix and its slash, percent-encoded; empty when the path addresses the bucket. */
  readonly rawKey: string;
}

interface Node<T> {
  readonly children: Map<string, Node<T>>;
  route: Route<T> | undefined;
  template: Route<T> | undefined;
}

const TEMPLATE = '{bucket}';

/**
 * Finds the bucket of a path by the longest prefix that ends at a segment boundary. A trie over segments: the cost
 * depends on the depth of the prefix, not on how many buckets there are.
 */
export class BucketRouter<T> {
  private readonly root: Node<T> = newNode();

  constructor(routes: Iterable<Route<T>>) {
    for (const route of routes) this.add(route);
  }

  /**
   * @param rawPath absolute path as sent; prefix segments are compared after percent-decoding each on its own
   * @throws GatewayError InvalidURI when a segment is not decodable and no bucket was found before it
   */
  match(rawPath: string): RouteMatch<T> | undefined {
    let node = this.root;
    let position = 1;
    let best = node.route === undefined ? undefined : { route: node.route, bucket: node.route.name, end: 0 };
    while (position < rawPath.length) {
      const slash = rawPath.indexOf('/', position);
      const end = slash === -1 ? rawPath.length : slash;
      const segment = decodeSegment(rawPath.slice(position, end), best !== undefined);
      if (segment === undefined) break;
      // The template first, so that a literal prefix of the same length replaces it.
      if (node.template !== undefined && segment !== '') best = { route: node.template, bucket: segment, end };
      const child = node.children.get(segment);
      if (child === undefined) break;
      if (child.route !== undefined) best = { route: child.route, bucket: segment, end };
      node = child;
      position = end + 1;
    }
    if (best === undefined || (isTemplate(best.route) && !takes(best.route, best.bucket))) {
      return undefined;
    }
    return { value: best.route.value, bucket: best.bucket, rawKey: rawPath.slice(best.end + 1) };
  }

  /**
   * Finds the bucket that a virtual-hosted request names before the host: the prefix `/<label>`, else `/{bucket}`.
   * Longer prefixes are not looked at: the whole path is the key.
   * @param label in lower case; anything but a bucket name has no match
   */
  matchLabel(label: string, rawPath: string): RouteMatch<T> | undefined {
    if (!isBucketName(label)) return undefined;
    const route = this.root.children.get(label)?.route ?? this.root.template;
    if (route === undefined || (isTemplate(route) && !takes(route, label))) return undefined;
    return { value: route.value, bucket: label, rawKey: rawPath.slice(1) };
  }

  private add(route: Route<T>): void {
    let node = this.root;
    const segments = route.prefix.split('/').filter((segment) => segment !== '');
    for (const segment of segments) {
      if (segment === TEMPLATE) {
        node.template = route;
        return;
      }
      let child = node.children.get(segment);
      if (child === undefined) {
        child = newNode();
        node.children.set(segment, child);
      }
      node = child;
    }
    node.route = route;
  }
}

/** Behind a bucket, what cannot be decoded is part of a key and refused as one, when the bucket is known. */
function decodeSegment(raw: string, behindBucket: boolean): string | undefined {
  try {
    return decodeOnce(raw);
  } catch (error) {
    if (behindBucket) return undefined;
    throw error;
  }
}

function newNode<T>(): Node<T> {
  return { children: new Map(), route: undefined, template: undefined };
}

function isTemplate(route: Route<unknown>): boolean {
  return route.prefix.endsWith(TEMPLATE);
}

function takes(route: Route<unknown>, bucket: string): boolean {
  return isBucketName(bucket) && (route.bucketPattern?.test(bucket) ?? true);
}
