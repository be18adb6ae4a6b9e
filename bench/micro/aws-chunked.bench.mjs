// Decodes 64 KiB chunks that come in pieces of 64 KiB, as a busy socket gives them. Run after `npm run build`.
import { AwsChunkedDecoder } from '../../dist/common/streams/aws-chunked-decoder.js';

const CHUNK = 65536;
const CHUNKS = 64;
const ROUNDS = 400;
const TRIALS = 5;

for (const signed of [false, true]) {
  const extension = signed ? `;chunk-signature=${'a'.repeat(64)}` : '';
  const chunk = Buffer.concat([Buffer.from(`10000${extension}\r\n`), Buffer.alloc(CHUNK), Buffer.from('\r\n')]);
  const body = Buffer.concat([...Array(CHUNKS).fill(chunk), Buffer.from(`0${extension}\r\n\r\n`)]);
  const pieces = Array.from({ length: Math.ceil(body.length / CHUNK) }, (_, i) =>
    body.subarray(i * CHUNK, (i + 1) * CHUNK),
  );
  const rates = [];
  for (let trial = 0; trial < TRIALS; trial++) {
    const start = process.hrtime.bigint();
    for (let round = 0; round < ROUNDS; round++) {
      const decoder = new AwsChunkedDecoder({ signed, trailer: undefined, decodedLength: CHUNK * CHUNKS });
      for (const piece of pieces) decoder.decode(piece);
      decoder.finish();
    }
    rates.push((ROUNDS * body.length) / Number(process.hrtime.bigint() - start));
  }
  rates.sort((a, b) => a - b);
  console.log(
    `${signed ? 'signed' : 'unsigned'}: median ${rates[TRIALS >> 1].toFixed(1)} GB/s ` +
      `(${rates[0].toFixed(1)} to ${rates[TRIALS - 1].toFixed(1)})`,
  );
}
