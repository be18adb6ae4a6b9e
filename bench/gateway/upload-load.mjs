import { createCipheriv, createHash } from 'node:crypto';
import { Agent, request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';

const PIECE = Buffer.alloc(256 * 1024);

/** Bytes that look random, are the same for the same seed, and are never held as a whole. */
function* content(bytes, seed) {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16));
  for (let left = bytes; left > 0; left -= PIECE.length) {
    yield cipher.update(left < PIECE.length ? PIECE.subarray(0, left) : PIECE);
  }
}

/** The same in chunks of aws-chunked with a CRC-32 behind them, as SDKs send it over TLS. */
function* framed(pieces) {
  let checksum = 0;
  for (const piece of pieces) {
    checksum = crc32(piece, checksum);
    yield Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]);
  }
  const value = Buffer.alloc(4);
  value.writeUInt32BE(checksum);
  yield Buffer.from(`0\r\nx-amz-checksum-crc32:${value.toString('base64')}\r\n\r\n`);
}

function* hashed(pieces, hash) {
  for (const piece of pieces) {
    hash.update(piece);
    yield piece;
  }
}

function headersOf(bytes, isFramed) {
  if (!isFramed) return { 'content-length': bytes };
  return {
    'transfer-encoding': 'chunked',
    'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'x-amz-decoded-content-length': bytes,
    'x-amz-trailer': 'x-amz-checksum-crc32',
  };
}

/** One PUT. Rejects unless the answer is 200 with the MD5 of what was sent as its ETag. */
export async function put(gateway, { key, bytes, agent = new Agent(), isFramed = false, seed = 1 }) {
  const outgoing = request({
    ...{ host: '127.0.0.1', port: gateway.port, agent, method: 'PUT', path: `/uploads/${key}` },
    headers: headersOf(bytes, isFramed),
  });
  const answered = new Promise((resolve, reject) => {
    outgoing.once('response', (response) => {
      response.resume().once('end', () => resolve(response));
    });
    outgoing.once('error', reject);
  });
  const md5 = createHash('md5');
  const pieces = hashed(content(bytes, seed), md5);
  const source = Readable.from(isFramed ? framed(pieces) : pieces, { objectMode: false });
  const [{ statusCode, headers }] = await Promise.all([answered, pipeline(source, outgoing)]);
  const expected = `"${md5.digest('hex')}"`;
  if (statusCode !== 200 || headers.etag !== expected) {
    throw new Error(`PUT ${key} was answered with ${statusCode}, ETag ${headers.etag}, expected ${expected}`);
  }
}

const BOUNDARY = 'boundary-of-the-bench';

/** One form post. Rejects unless the answer is 204 with the MD5 of the file as its ETag. */
export async function postForm(gateway, { key, bytes, seed = 1 }) {
  const part = (name) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`;
  const head = Buffer.from(`${part('key')}${key}\r\n${part('file')}`);
  const tail = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);
  const md5 = createHash('md5');
  function* body() {
    yield head;
    yield* hashed(content(bytes, seed), md5);
    yield tail;
  }
  const outgoing = request({
    ...{ host: '127.0.0.1', port: gateway.port, method: 'POST', path: '/uploads' },
    headers: {
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      'content-length': head.length + bytes + tail.length,
    },
  });
  const answered = new Promise((resolve, reject) => {
    outgoing.once('response', (response) => {
      response.resume().once('end', () => resolve(response));
    });
    outgoing.once('error', reject);
  });
  const [{ statusCode, headers }] = await Promise.all([
    answered,
    pipeline(Readable.from(body(), { objectMode: false }), outgoing),
  ]);
  const expected = `"${md5.digest('hex')}"`;
  if (statusCode !== 204 || headers.etag !== expected) {
    throw new Error(`The form ${key} was answered with ${statusCode}, ETag ${headers.etag}, expected ${expected}`);
  }
}

/** `count` PUTs at once, each on a connection of its own. */
export async function putMany(gateway, count, options) {
  const agent = new Agent({ keepAlive: true });
  try {
    await Promise.all(
      Array.from({ length: count }, (_, seed) => put(gateway, { ...options, agent, seed, key: `many-${seed}` })),
    );
  } finally {
    agent.destroy();
  }
}
