import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CHECKSUM_ALGORITHMS } from '../../../common/checksums/checksum.js';
import { DIGEST_LENGTH } from '../../../common/checksums/create-hash.js';
import { GatewayError } from '../../../common/errors/gateway-error.js';
import { PlainFraming, TrailerFraming } from './body-framing.js';
import type { BodyFraming } from './body-framing.js';

const MIB = 1_048_576;

function wire(framing: BodyFraming, chunks: readonly Buffer[]): Buffer {
  return Buffer.concat([...chunks.flatMap((chunk) => framing.frame(chunk)), ...framing.finish()]);
}

/** Takes aws-chunked framing off, in the simplest way that works. */
function unframe(bytes: Buffer): { object: Buffer; sizes: number[]; trailer: string } {
  const object: Buffer[] = [];
  const sizes: number[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    at = lineEnd + 2;
    if (size === 0) return { object: Buffer.concat(object), sizes, trailer: bytes.toString('latin1', at) };
    sizes.push(size);
    object.push(bytes.subarray(at, at + size));
    at += size + 2;
  }
}

describe('TrailerFraming', () => {
  it('writes size, data, terminator and trailer', () => {
    const framing = new TrailerFraming(5, 'crc32', () => 'AAAAAA==');
    expect(wire(framing, [Buffer.from('he'), Buffer.from('llo')]).toString()).toBe(
      '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n',
    );
  });

  it('writes an empty body', () => {
    const framing = new TrailerFraming(0, 'crc32', () => 'AAAAAA==');
    expect(wire(framing, []).toString()).toBe('0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n');
  });

  const lengths = fc.oneof(
    fc.nat({ max: 3 * MIB }),
    fc.constantFrom(1, 15, 16, 17, MIB - 1, MIB, MIB + 1, 2 * MIB, 2 * MIB + 1),
  );

  it('knows its length up front, for any length, cut and algorithm', () => {
    fc.assert(
      fc.property(
        lengths,
        fc.integer({ min: 1000, max: 2 * MIB }),
        fc.constantFrom(...CHECKSUM_ALGORITHMS),
        (length, piece, algorithm) => {
          const value = Buffer.alloc(DIGEST_LENGTH[algorithm]).toString('base64');
          const framing = new TrailerFraming(length, algorithm, () => value);
          const bytes = Buffer.alloc(length, 'ab');
          const chunks = [];
          for (let start = 0; start < length; start += piece) chunks.push(bytes.subarray(start, start + piece));
          const written = wire(framing, chunks);
          expect(written).toHaveLength(framing.wireLength);
          const { object, sizes, trailer } = unframe(written);
          expect(object.equals(bytes)).toBe(true);
          expect(sizes.slice(0, -1).every((size) => size === MIB)).toBe(true);
          expect(trailer).toBe(`x-amz-checksum-${algorithm}:${value}\r\n\r\n`);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('does not finish without its checksum', () => {
    const framing = new TrailerFraming(0, 'crc32', () => undefined);
    expect(() => framing.finish()).toThrow(GatewayError);
  });
});

describe('PlainFraming', () => {
  it('adds nothing', () => {
    const framing = new PlainFraming(5);
    expect(framing.wireLength).toBe(5);
    expect(wire(framing, [Buffer.from('he'), Buffer.from('llo')]).toString()).toBe('hello');
  });
});
