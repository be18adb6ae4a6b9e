import { describe, expect, it } from '@jest/globals';
import { readOriginPattern } from './origin-pattern.js';

describe('readOriginPattern', () => {
  it.each([
    '*',
    'https://app.example.com',
    'https://*.example.com',
    'http://localhost:5173',
    'http://127.0.0.1:3000',
    'http://[::1]:3000',
    'capacitor://localhost',
    'https://*.localhost',
  ])('takes %s', (text) => {
    expect(readOriginPattern(text)).toEqual({ ok: true, value: text });
  });

  it('writes origins as browsers do', () => {
    expect(readOriginPattern('HTTPS://App.Example.com')).toEqual({ ok: true, value: 'https://app.example.com' });
  });

  it.each([
    ['https://app.example.com/', /path/],
    ['https://app.example.com/x', /path/],
    ['https://app.example.com:443', /port of https/],
    ['http://app.example.com:80', /port of http/],
    ['https://a*.example.com', /first labels/],
    ['https://app.*.com', /first labels/],
    ['https://*', /first labels/],
    ['https://*.*.example.com', /first labels/],
    ['https://*.10.0.0.1', /expected an origin/],
    ['app.example.com', /expected an origin/],
    ['null', /expected an origin/],
    ['', /expected an origin/],
    ['https://', /expected an origin/],
    ['https://u@app.example.com', /expected an origin/],
    ['https://app.example.com?x', /expected an origin/],
    ['https://10.0.0.999', /expected an origin/],
    ['http://a.example, http://b.example', /expected an origin/],
    [7, /got a number/],
    [null, /got nothing/],
  ])('refuses %j', (raw, problem) => {
    expect(readOriginPattern(raw)).toEqual({ ok: false, problem: expect.stringMatching(problem) });
  });
});
