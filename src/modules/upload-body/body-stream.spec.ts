import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { returnChunkMemory } from '../../common/streams/chunk-memory.js';
import { createBodyDecoder } from './body-decoder.js';
import type { BodyDescription } from './body-description.js';
import { BodyStream } from './body-stream.js';

const PLAIN: BodyDescription = {
  length: 100_000,
  framing: undefined,
  sha256: undefined,
  md5: undefined,
  checksum: undefined,
};

function bodyOf(description: BodyDescription, piece: Buffer): BodyStream {
  const source = new PassThrough();
  source.end(piece);
  return new BodyStream(source, createBodyDecoder(description, 'everything'), { idleTimeoutMs: 10_000 });
}

describe('the memory of a body', () => {
  it('is free as soon as the reader is done with it', async () => {
    const piece = Buffer.alloc(PLAIN.length);
    for await (const chunk of bodyOf(PLAIN, piece)) returnChunkMemory(chunk as Buffer);
    expect(piece.byteLength).toBe(0);
  });

  it('is free when the last of several framed chunks in one piece is done with', async () => {
    const framing = { signed: false, mayHaveTrailer: true, trailer: undefined, decodedLength: PLAIN.length };
    const half = `${(PLAIN.length / 2).toString(16)}\r\n${'x'.repeat(PLAIN.length / 2)}\r\n`;
    const piece = Buffer.from(`${half}${half}0\r\n\r\n`);
    const body = bodyOf({ ...PLAIN, framing }, piece);
    let text = '';
    // Not by iteration, which may copy several chunks into one: the memory of a copy was never lent.
    body.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      returnChunkMemory(chunk);
    });
    await once(body, 'end');
    expect(text).toBe('x'.repeat(PLAIN.length));
    expect(piece.byteLength).toBe(0);
  });

  it('stays as it is when the reader keeps it', async () => {
    const piece = Buffer.alloc(PLAIN.length, 'x');
    const chunks = await bodyOf(PLAIN, piece).toArray();
    expect(Buffer.concat(chunks as Buffer[]).equals(piece)).toBe(true);
  });
});
