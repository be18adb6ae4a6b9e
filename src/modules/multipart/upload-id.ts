import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { GatewayError } from '../../common/errors/gateway-error.js';

/** What an upload id is bound to: it is worth nothing for another bucket, key or subject. */
export interface UploadIdBinding {
  readonly bucket: string;
  readonly key: string;
  /** Who created the upload; empty on a bucket without authentication. */
  readonly subject: string;
}

/** What later requests for an upload have to know and S3 lets only the first one say. */
export interface UploadFacts {
  /** Key that the gateway has chosen; absent: the one that every request names. */
  readonly key?: string;
  /** Declared Content-Type, where the first part is held against it. */
  readonly contentType?: string;
}

/** What an upload id of a client opens. */
export interface OpenedUploadId {
  /** The store's own id. */
  readonly storeId: string;
  readonly facts: UploadFacts;
}

const PLAIN = 1;
/** Between subject and store's id stand the facts: length in two bytes, JSON. */
const WITH_FACTS = 2;
const FACTS_LENGTH_BYTES = 2;
const REPLICA_BYTES = 4;
const SUBJECT_BYTES = 8;
const MAC_BYTES = 16;
const HEADER_BYTES = 1 + REPLICA_BYTES + SUBJECT_BYTES;
/** The only store of a bucket until replicas have names. */
const REPLICA = 'primary';

/**
 * Makes the id a client sees from the store's own:
 * base64url(version 1 | replica 4 | subject 8 | facts n | store's id n | HMAC-SHA-256 truncated to 16 bytes).
 * The MAC covers the fields before it, bucket and key, so that an id cannot be made up, moved or taken over, and any
 * instance with the same secret can check it without state.
 * @param keys the first signs
 */
export function mintUploadId(
  keys: readonly Buffer[],
  storeId: string,
  binding: UploadIdBinding,
  facts: UploadFacts = {},
): string {
  const [key] = keys;
  if (key === undefined) throw new Error('There is no key to sign upload ids with');
  const text = Object.keys(facts).length === 0 ? undefined : Buffer.from(JSON.stringify(facts));
  const body = Buffer.concat([
    Buffer.of(text === undefined ? PLAIN : WITH_FACTS),
    tag(REPLICA, REPLICA_BYTES),
    tag(binding.subject, SUBJECT_BYTES),
    ...(text === undefined ? [] : [uint16(text.length), text]),
    Buffer.from(storeId),
  ]);
  return Buffer.concat([body, mac(key, body, binding)]).toString('base64url');
}

/**
 * What an upload id that a client sent stands for.
 * @throws GatewayError NoSuchUpload whatever is wrong with it: an id tells nothing about other people's uploads
 */
export function openUploadId(keys: readonly Buffer[], uploadId: string, binding: UploadIdBinding): OpenedUploadId {
  const bytes = Buffer.from(uploadId, 'base64url');
  const body = bytes.subarray(0, -MAC_BYTES);
  const signature = bytes.subarray(-MAC_BYTES);
  const genuine =
    body.length > HEADER_BYTES &&
    // Buffer.from ignores what is not base64url; the same id must not have a second spelling.
    bytes.toString('base64url') === uploadId &&
    keys.some((key) => timingSafeEqual(mac(key, body, binding), signature));
  const subject = body.subarray(1 + REPLICA_BYTES, HEADER_BYTES);
  const version = body[0];
  const known = version === PLAIN || version === WITH_FACTS;
  if (!genuine || !known || !subject.equals(tag(binding.subject, SUBJECT_BYTES))) {
    throw new GatewayError('NoSuchUpload', { details: { UploadId: uploadId } });
  }
  const rest = body.subarray(HEADER_BYTES);
  if (version === PLAIN) return { storeId: rest.toString(), facts: {} };
  // The MAC holds, so that these are the bytes that mintUploadId wrote.
  const end = FACTS_LENGTH_BYTES + rest.readUInt16BE(0);
  const facts = JSON.parse(rest.subarray(FACTS_LENGTH_BYTES, end).toString()) as UploadFacts;
  return { storeId: rest.subarray(end).toString(), facts };
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(FACTS_LENGTH_BYTES);
  bytes.writeUInt16BE(value);
  return bytes;
}

function mac(key: Buffer, body: Buffer, { bucket, key: objectKey }: UploadIdBinding): Buffer {
  const hmac = createHmac('sha256', key);
  // Each field is preceded by its length: no two sets of fields give the same input.
  for (const field of [body, Buffer.from(bucket), Buffer.from(objectKey)]) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(field.length);
    hmac.update(length).update(field);
  }
  return hmac.digest().subarray(0, MAC_BYTES);
}

function tag(value: string, bytes: number): Buffer {
  return createHash('sha256').update(value).digest().subarray(0, bytes);
}
