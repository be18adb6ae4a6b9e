import { describe, expect, it } from '@jest/globals';
import { createBodyDecoder } from './body-decoder.js';
import { InspectingDecoder } from './inspecting-decoder.js';

const description = (length: number) => ({
  length,
  framing: undefined,
  sha256: undefined,
  md5: undefined,
  checksum: undefined,
});

function decoder(length: number, bytes: number): { decoder: InspectingDecoder; seen: string[] } {
  const seen: string[] = [];
  const inspect = (head: Buffer): void => {
    seen.push(head.toString());
  };
  return {
    decoder: new InspectingDecoder(createBodyDecoder(description(length), 'everything'), { bytes, inspect }),
    seen,
  };
}

const text = (pieces: readonly Buffer[]): string => Buffer.concat(pieces).toString();

describe('InspectingDecoder', () => {
  it('passes nothing on before it has seen enough', () => {
    const { decoder: inspecting, seen } = decoder(6, 4);
    expect(text(inspecting.accept(Buffer.from('ab')))).toBe('');
    expect(text(inspecting.accept(Buffer.from('c')))).toBe('');
    expect(text(inspecting.accept(Buffer.from('de')))).toBe('abcde');
    expect(text(inspecting.accept(Buffer.from('f')))).toBe('f');
    expect(text(inspecting.finish())).toBe('');
    expect(seen).toEqual(['abcd']);
    expect(inspecting.received).toBe(6);
  });

  it.each(['', 'abc'])('shows the whole of a short body (%j)', (body) => {
    const { decoder: inspecting, seen } = decoder(body.length, 4);
    expect(text(inspecting.accept(Buffer.from(body)))).toBe('');
    expect(text(inspecting.finish())).toBe(body);
    expect(seen).toEqual([body]);
  });

  it('passes nothing on of what was refused', () => {
    const inspecting = new InspectingDecoder(createBodyDecoder(description(6), 'everything'), {
      bytes: 4,
      inspect: () => {
        throw new Error('refused');
      },
    });
    expect(() => inspecting.accept(Buffer.from('abcdef'))).toThrow('refused');
  });

  it('does not look at a body that ends early', () => {
    const { decoder: inspecting, seen } = decoder(6, 4);
    inspecting.accept(Buffer.from('ab'));
    expect(() => inspecting.finish()).toThrow(expect.objectContaining({ code: 'IncompleteBody' }));
    expect(seen).toEqual([]);
  });
});
