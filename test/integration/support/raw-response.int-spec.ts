import { describe, expect, it } from '@jest/globals';
import { parseResponses } from '../../support/raw-response.js';
import type { ParseOptions } from '../../support/raw-response.js';

function parse(text: string, options?: ParseOptions) {
  return parseResponses(Buffer.from(text, 'latin1'), options).map(({ status, text: body, complete }) => ({
    status,
    body,
    complete,
  }));
}

describe('parseResponses', () => {
  it('separates pipelined responses', () => {
    const text = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabHTTP/1.1 204 No Content\r\n\r\n';
    expect(parse(text)).toEqual([
      { status: 200, body: 'ab', complete: true },
      { status: 204, body: '', complete: true },
    ]);
  });

  it.each(['0\r\n\r\n', '0\r\nx-a: 1\r\nx-b: 2\r\n\r\n'])('reads chunked bodies with the end %j', (end) => {
    const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
    const next = 'HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n';
    expect(parse(`${head}2;x=y\r\nab\r\na\r\n0123456789\r\n${end}${next}`)).toEqual([
      { status: 200, body: 'ab0123456789', complete: true },
      { status: 500, body: '', complete: true },
    ]);
  });

  it('knows each proper beginning of a response as incomplete', () => {
    const text = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nx: 1\r\n\r\n';
    for (let length = 0; length < text.length; length++) {
      expect(parse(text.slice(0, length)).some(({ complete }) => complete)).toBe(false);
    }
    expect(parse(text)).toEqual([{ status: 200, body: 'ab', complete: true }]);
  });

  it('gives the answer to HEAD no body', () => {
    expect(parse('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n', { method: 'HEAD' })).toEqual([
      { status: 200, body: '', complete: true },
    ]);
  });

  it('ends a body without length with the connection', () => {
    const text = 'HTTP/1.0 200 OK\r\n\r\nabc';
    expect(parse(text)).toEqual([{ status: 200, body: 'abc', complete: false }]);
    expect(parse(text, { ended: true })).toEqual([{ status: 200, body: 'abc', complete: true }]);
  });

  it('keeps repeated fields, their order and their case', () => {
    const text = 'HTTP/1.1 200 OK\r\nVary: Origin\r\nVARY:  Accept \r\nContent-Length: 0\r\n\r\n';
    const [response] = parseResponses(Buffer.from(text));
    expect(response?.headers['vary']).toBe('Origin, Accept');
    expect(response?.rawHeaders.slice(0, 2)).toEqual([
      ['Vary', 'Origin'],
      ['VARY', 'Accept'],
    ]);
  });

  it('refuses what is not HTTP', () => {
    expect(() => parse('SSH-2.0-x\r\n\r\n')).toThrow('not a status line');
  });
});
