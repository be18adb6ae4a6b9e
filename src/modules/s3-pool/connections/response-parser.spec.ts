import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ResponseParser } from './response-parser.js';
import type { BackendResponse } from './response-parser.js';

interface Outcome {
  readonly response: Omit<BackendResponse, 'headers' | 'body'> & { headers: unknown; body: string };
  readonly surplus: number;
}

/** What a parser makes of bytes that arrive in these pieces, followed by the end of the connection. */
function outcome(pieces: readonly Buffer[], method = 'PUT'): Outcome | 'refused' {
  const parser = new ResponseParser(method);
  let response: BackendResponse | undefined;
  try {
    for (const piece of pieces) response = parser.push(piece) ?? response;
    response ??= parser.end();
  } catch (error) {
    expect(error).toMatchObject({ name: 'ResponseSyntaxError' });
    return 'refused';
  }
  if (response === undefined) throw new Error('the parser returned nothing');
  const { headers, body, ...rest } = response;
  return {
    response: { ...rest, headers: Object.fromEntries(headers), body: body.toString('latin1') },
    surplus: parser.surplus,
  };
}

const parse = (text: string, method?: string) => outcome([Buffer.from(text, 'latin1')], method);
const body = (text: string, method?: string): string => {
  const result = parse(text, method);
  return result === 'refused' ? result : result.response.body;
};

describe('ResponseParser', () => {
  it('reads status, headers and a body of known length', () => {
    expect(parse('HTTP/1.1 200 OK\r\nETag: "a"\r\nX-Two: 1\r\nx-two:2 \r\nContent-Length: 3\r\n\r\nabcd')).toEqual({
      response: {
        status: 200,
        keepAlive: true,
        headers: { etag: '"a"', 'x-two': '1, 2', 'content-length': '3' },
        body: 'abc',
      },
      surplus: 1,
    });
  });

  it.each([
    [
      'chunks',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x="y"\r\n0123456789\r\n0\r\nT: 1\r\n\r\n',
      'abc0123456789',
    ],
    ['the end of the connection', 'HTTP/1.1 200 OK\r\n\r\nall of it', 'all of it'],
    ['no reason phrase', 'HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n', ''],
    ['interim answers', 'HTTP/1.1 100 Continue\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx', 'x'],
    ['status 204', 'HTTP/1.1 204 No Content\r\n\r\n', ''],
    ['status 304 with a length', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n', ''],
  ])('finds the end of a body by %s', (_name, text, expected) => {
    expect(body(text)).toBe(expected);
  });

  it('expects no body after HEAD', () => {
    expect(parse('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n', 'HEAD')).toMatchObject({ surplus: 0 });
  });

  it.each([
    ['HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', false],
    ['HTTP/1.1 200 OK\r\nConnection: foo, Close\r\nContent-Length: 0\r\n\r\n', false],
    ['HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n', false],
    ['HTTP/1.1 200 OK\r\n\r\n', false],
    ['HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n', true],
  ])('knows whether the connection can be kept: %j', (text, keepAlive) => {
    expect(parse(text)).toMatchObject({ response: { keepAlive } });
  });

  it.each([
    'HTTP/2 200 OK\r\n\r\n',
    'HTTP/1.1 2000 OK\r\n\r\n',
    'HTTP/1.1 099 No\r\n\r\n',
    'HTTP/1.1  200 OK\r\n\r\n',
    '\r\nHTTP/1.1 200 OK\r\n\r\n',
    'HTTP/1.1 101 Switching Protocols\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\nx',
    'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 0x1\r\n\r\nx',
    'HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\nx',
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nshor',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n',
    'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n',
    'HTTP/1.1 200 OK\r\n Folded: x\r\n\r\n',
    'HTTP/1.1 200 OK\r\nNo Colon\r\n\r\n',
    'HTTP/1.1 200 OK\r\nSpace : x\r\n\r\n',
    'HTTP/1.1 200 OK\r\nA: b\x00c\r\n\r\n',
    'HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n',
    'HTTP/1.1 200 OK\nA: b\n\n',
    'HTTP/1.1 200 OK',
    '',
  ])('refuses %j', (text) => {
    expect(parse(text)).toBe('refused');
  });

  it('bounds head, interim answers, chunk lines, trailers and body', () => {
    const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
    expect(parse(`HTTP/1.1 200 OK\r\nA: ${'a'.repeat(65_536)}\r\n\r\n`)).toBe('refused');
    expect(parse('HTTP/1.1 100 Continue\r\n\r\n'.repeat(3000))).toBe('refused');
    expect(parse(`${chunked}1;${'a'.repeat(1024)}\r\n`)).toBe('refused');
    expect(parse(`${chunked}0\r\n${'A: b\r\n'.repeat(12_000)}`)).toBe('refused');
    expect(parse(`HTTP/1.1 200 OK\r\n\r\n${'a'.repeat(1_048_577)}`)).toBe('refused');
    expect(body(`HTTP/1.1 200 OK\r\n\r\n${'a'.repeat(1_048_576)}`)).toHaveLength(1_048_576);
  });
});

const cut = (bytes: Buffer, cuts: readonly number[]): Buffer[] => {
  const places = [0, ...cuts.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
};

describe('ResponseParser with bytes in any pieces', () => {
  const token = fc
    .stringMatching(/^[A-Za-z-]{1,10}$/)
    .filter((name) => !/^(content-length|transfer-encoding|connection)$/i.test(name));
  const field = fc
    .tuple(token, fc.stringMatching(/^[ -~\xa0-\xff]{0,20}$/))
    .map(([name, value]) => `${name}: ${value}\r\n`);
  const text = fc.string({ maxLength: 300 }).map((sample) => Buffer.from(sample).toString('latin1'));
  const chunks = fc.array(
    text.filter((sample) => sample !== ''),
    { maxLength: 5 },
  );
  const framed = fc.oneof(
    text.map((sample) => `Content-Length: ${sample.length}\r\n\r\n${sample}`),
    text.map((sample) => `\r\n${sample}`),
    chunks.map(
      (parts) =>
        `Transfer-Encoding: chunked\r\n\r\n${parts.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('')}0\r\n\r\n`,
    ),
  );
  const message = fc
    .tuple(
      fc.constantFrom('', 'HTTP/1.1 100 Continue\r\n\r\n'),
      fc.integer({ min: 200, max: 599 }),
      fc.array(field, { maxLength: 4 }),
      framed,
      text,
    )
    .map(
      ([interim, status, fields, rest, surplus]) =>
        `${interim}HTTP/1.1 ${status} Reason\r\n${fields.join('')}${rest}${surplus}`,
    );
  const mutated = fc.tuple(message, fc.nat(), fc.nat({ max: 255 })).map(([sample, place, byte]) => {
    const bytes = Buffer.from(sample, 'latin1');
    bytes[place % bytes.length] = byte;
    return bytes;
  });
  const garbage = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes));
  const begun = garbage.map((bytes) => Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n'), bytes]));
  const anything = fc.oneof(
    message.map((sample) => Buffer.from(sample, 'latin1')),
    mutated,
    garbage,
    begun,
  );

  it('gives the same result', () => {
    fc.assert(
      fc.property(anything, fc.array(fc.nat(), { maxLength: 20 }), (bytes, cuts) => {
        expect(outcome(cut(bytes, cuts))).toEqual(outcome([bytes]));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the same result byte by byte', () => {
    fc.assert(
      fc.property(anything, (bytes) => {
        expect(outcome(cut(bytes, [...bytes.keys()]))).toEqual(outcome([bytes]));
      }),
      { numRuns: 300 },
    );
  });

  it('reads every well-formed answer', () => {
    fc.assert(
      fc.property(message, (sample) => {
        expect(parse(sample)).not.toBe('refused');
      }),
    );
  });
});
