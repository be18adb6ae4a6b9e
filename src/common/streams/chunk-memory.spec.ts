import { describe, expect, it } from '@jest/globals';
import { lendChunkMemory, returnChunkMemory } from './chunk-memory.js';

describe('chunk memory', () => {
  it('is freed when the whole piece has been given back', () => {
    const piece = Buffer.alloc(100_000);
    lendChunkMemory(piece, piece.length);
    returnChunkMemory(piece);
    expect(piece.byteLength).toBe(0);
  });

  it('is kept until every slice has been given back', () => {
    const piece = Buffer.alloc(100_000, 'x');
    const slices = [piece.subarray(10, 40_000), piece.subarray(40_010, 100_000)] as const;
    lendChunkMemory(piece, slices[0].length + slices[1].length);
    returnChunkMemory(slices[1]);
    expect(slices[0].every((byte) => byte === 0x78)).toBe(true);
    returnChunkMemory(slices[0]);
    expect(slices[0].byteLength).toBe(0);
  });

  it('that was never lent is left alone', () => {
    const piece = Buffer.alloc(100_000);
    returnChunkMemory(piece);
    expect(piece.byteLength).toBe(100_000);
  });

  it('that is part of something larger is not lent', () => {
    const larger = Buffer.alloc(100_000);
    const piece = larger.subarray(1);
    lendChunkMemory(piece, piece.length);
    returnChunkMemory(piece);
    expect(larger.byteLength).toBe(100_000);
  });

  it('of a piece that was nothing but framing is left to the collector', () => {
    const piece = Buffer.alloc(100_000);
    lendChunkMemory(piece, 0);
    returnChunkMemory(piece.subarray(0, 10));
    expect(piece.byteLength).toBe(100_000);
  });
});
