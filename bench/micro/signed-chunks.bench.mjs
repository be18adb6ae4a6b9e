// Decodes and verifies signed chunks of 64 KiB that come in pieces of 64 KiB, beside SHA-256 of the same bytes, which
// is the work that cannot be saved. Run after `npm run build`.
import { createHash } from 'node:crypto';
import { ChunkSignatureVerifier } from '../../dist/common/sigv4/chunk-signature-verifier.js';
import { deriveSigningKey, SigningKey } from '../../dist/common/sigv4/signing-key.js';
import { AwsChunkedDecoder } from '../../dist/common/streams/aws-chunked-decoder.js';

const PIECE = 65536;
const BYTES = 4 * 1024 * 1024;
const ROUNDS = 20;
const TRIALS = 9;

const scope = { date: '20130524', region: 'us-east-1', service: 's3' };
const key = new SigningKey(deriveSigningKey('secret', scope));
const signing = {
  timestamp: '20130524T000000Z',
  scope: '20130524/us-east-1/s3/aws4_request',
  key,
  seedSignature: 'a'.repeat(64),
};
const sha256 = (data) => createHash('sha256').update(data).digest('hex');

function signedBody(chunkBytes) {
  const frames = [];
  let previous = signing.seedSignature;
  const add = (data) => {
    const lines = ['AWS4-HMAC-SHA256-PAYLOAD', signing.timestamp, signing.scope, previous, sha256(''), sha256(data)];
    previous = key.sign(lines.join('\n'));
    frames.push(Buffer.from(`${data.length.toString(16)};chunk-signature=${previous}\r\n`), data, Buffer.from('\r\n'));
  };
  for (let sent = 0; sent < BYTES; sent += chunkBytes) add(Buffer.alloc(chunkBytes, 'x'));
  add(Buffer.alloc(0));
  return Buffer.concat(frames);
}

const piecesOf = (body) =>
  Array.from({ length: Math.ceil(body.length / PIECE) }, (_, i) => body.subarray(i * PIECE, (i + 1) * PIECE));

/** Object bytes per nanosecond of processor time, which is GB/s: other work on the machine does not count. */
function rateOf(work) {
  const start = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round++) work();
  const { user, system } = process.cpuUsage(start);
  return (ROUNDS * BYTES) / ((user + system) * 1000);
}

const medianOf = (values) => values.sort((a, b) => a - b)[values.length >> 1];

const plain = piecesOf(Buffer.alloc(BYTES, 'x'));
function hash() {
  const running = createHash('sha256');
  for (const piece of plain) running.update(piece);
  running.digest();
}

for (const chunkBytes of [8192, 65536, 1048576]) {
  const pieces = piecesOf(signedBody(chunkBytes));
  const verify = () => {
    const framing = { signed: true, trailer: undefined, decodedLength: BYTES };
    const decoder = new AwsChunkedDecoder(framing, new ChunkSignatureVerifier(signing));
    for (const piece of pieces) decoder.decode(piece);
    decoder.finish();
  };
  hash();
  verify();
  // In turns, so that both see the same machine.
  const trials = Array.from({ length: TRIALS }, () => ({ hashing: rateOf(hash), verifying: rateOf(verify) }));
  const hashing = medianOf(trials.map((trial) => trial.hashing)).toFixed(2);
  const verifying = medianOf(trials.map((trial) => trial.verifying)).toFixed(2);
  const share = medianOf(trials.map((trial) => trial.verifying / trial.hashing)).toFixed(2);
  console.log(
    `chunks of ${chunkBytes / 1024} KiB: SHA-256 alone ${hashing} GB/s, verified ${verifying} GB/s: ` +
      `${share} of SHA-256 (target 0.80)`,
  );
}
