import { describe, expect, it } from '@jest/globals';
import { readHostName } from './host-name.js';

describe('readHostName', () => {
  it.each([
    ['uploads.example.com', 'uploads.example.com'],
    ['Uploads.Example.COM', 'uploads.example.com'],
    ['localhost', 'localhost'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ])('takes %s', (raw, value) => {
    expect(readHostName(raw)).toEqual({ ok: true, value });
  });

  it.each([
    ['https://uploads.example.com', /scheme/],
    ['uploads.example.com:8080', /port/],
    ['uploads.example.com/x', /path/],
    ['127.0.0.1', /IP address/],
    ['::1', /IP address/],
    ['[::1]', /IP address/],
    ['uploads.example.com.', /expected a host name/],
    ['*.example.com', /expected a host name/],
    ['1.2.3', /expected a host name/],
    ['bücher.example', /expected a host name/],
    ['-a.example', /expected a host name/],
    ['', /expected a host name/],
    [8080, /got a number/],
  ])('refuses %j', (raw, problem) => {
    expect(readHostName(raw)).toEqual({ ok: false, problem: expect.stringMatching(problem) });
  });
});
