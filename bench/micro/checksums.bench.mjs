// Hashes 16 MiB in pieces of 64 KiB, alone and for two bodies at a time. After `npm run build`: node bench/micro/checksums.bench.mjs
import { CHECKSUM_ALGORITHMS } from '../../dist/common/checksums/checksum.js';
import { createHash } from '../../dist/common/checksums/create-hash.js';

const PIECE = Buffer.alloc(65536, 'piece');
const PIECES = 256;
const TRIALS = 9;

function rate(algorithm, bodies) {
  const hashes = Array.from({ length: bodies }, () => createHash(algorithm));
  const start = process.hrtime.bigint();
  for (let piece = 0; piece < PIECES; piece++) hashes[piece % bodies].update(PIECE);
  for (const hash of hashes) hash.digest();
  return (PIECES * PIECE.length) / Number(process.hrtime.bigint() - start);
}

for (const algorithm of CHECKSUM_ALGORITHMS) {
  const medians = [1, 2].map((bodies) => {
    const rates = Array.from({ length: TRIALS }, () => rate(algorithm, bodies)).sort((a, b) => a - b);
    return rates[TRIALS >> 1].toFixed(2);
  });
  console.log(`${algorithm}: median ${medians[0]} GB/s, two bodies at a time ${medians[1]} GB/s`);
}
