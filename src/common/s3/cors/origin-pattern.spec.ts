import { describe, expect, it } from '@jest/globals';
import { originMatches } from './origin-pattern.js';

describe('originMatches', () => {
  it.each([
    ['*', 'https://a.example'],
    ['*', 'null'],
    ['https://app.example.com', 'https://app.example.com'],
    ['http://localhost:5173', 'http://localhost:5173'],
    ['https://*.example.com', 'https://a.example.com'],
    ['https://*.example.com', 'https://a.b.example.com'],
    ['http://*.example.com:3000', 'http://a.example.com:3000'],
  ])('%s means %s', (pattern, origin) => {
    expect(originMatches(pattern, origin)).toBe(true);
  });

  it.each([
    ['https://app.example.com', 'http://app.example.com'],
    ['https://app.example.com', 'https://app.example.com:8443'],
    ['https://app.example.com', 'https://app.example.com.evil.example'],
    ['https://app.example.com', 'https://app.example.com/'],
    ['https://app.example.com', 'HTTPS://app.example.com'],
    ['https://app.example.com', 'null'],
    ['https://app.example.com', ''],
    ['https://*.example.com', 'https://example.com'],
    ['https://*.example.com', 'https://.example.com'],
    ['https://*.example.com', 'https://evilexample.com'],
    ['https://*.example.com', 'https://a..example.com'],
    ['https://*.example.com', 'https://evil.test/.example.com'],
    ['https://*.example.com', 'https://evil.test#.example.com'],
    ['https://*.example.com', 'https://evil.test:1@a.example.com'],
    ['https://*.example.com', 'http://a.example.com'],
    ['https://*.example.com', 'https://a.example.com:8443'],
    ['https://*.example.com', 'https:/.example.com'],
  ])('%s does not mean %s', (pattern, origin) => {
    expect(originMatches(pattern, origin)).toBe(false);
  });
});
