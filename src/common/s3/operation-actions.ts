import type { OfferedOperation } from './operation-names.js';

/** What a policy is asked about: coarser than an operation, so that a rule need not know the steps of an upload. */
export const ACTIONS = ['upload', 'read', 'list', 'delete', 'tag', 'probe'] as const;
export type Action = (typeof ACTIONS)[number];

/**
 * The action of every operation, those that a later version offers included. An offered operation that is missing here
 * does not compile.
 *
 * Every step of a multipart upload is an upload, looking at its parts and giving it up too: who may upload may also
 * stop. The probes ask for no object.
 */
const OPERATION_ACTIONS = {
  PutObject: 'upload',
  PostObject: 'upload',
  CopyObject: 'upload',
  CreateMultipartUpload: 'upload',
  UploadPart: 'upload',
  UploadPartCopy: 'upload',
  CompleteMultipartUpload: 'upload',
  AbortMultipartUpload: 'upload',
  ListParts: 'upload',
  GetObject: 'read',
  HeadObject: 'read',
  ListObjects: 'list',
  ListObjectsV2: 'list',
  ListMultipartUploads: 'list',
  DeleteObject: 'delete',
  PutObjectTagging: 'tag',
  HeadBucket: 'probe',
  GetBucketLocation: 'probe',
  CreateBucket: 'probe',
} as const satisfies Readonly<Record<OfferedOperation, Action> & Record<string, Action>>;

const BY_NAME: ReadonlyMap<string, Action> = new Map(Object.entries(OPERATION_ACTIONS));

/** @returns undefined for an operation that no bucket offers: nobody can be allowed it */
export function actionOf(operation: string): Action | undefined {
  return BY_NAME.get(operation);
}

/**
 * Operations whose key stands in the body. They authorise themselves, as soon as they have read it and before they
 * take the object's bytes.
 */
export const KEY_IN_BODY: ReadonlySet<string> = new Set(['PostObject']);
