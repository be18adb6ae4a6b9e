import { describe, expect, it } from '@jest/globals';
import { parseCopySource } from './copy-source.js';

describe('parseCopySource', () => {
  it.each([
    ['b/k', '/b/k', undefined],
    ['/b/k', '/b/k', undefined],
    ['//b/k', '', undefined],
    ['b/a%20b/c', '/b/a%20b/c', undefined],
    ['b/k?versionId=v%261', '/b/k', 'v&1'],
    ['b/k?versionId=', '/b/k', undefined],
    ['b/k?x?versionId=v', '/b/k?x', 'v'],
    ['b/k?other=1', '/b/k?other=1', undefined],
    [Buffer.from('b/ä').toString('latin1'), '/b/ä', undefined],
  ])('reads %j', (value, rawPath, versionId) => {
    if (rawPath === '')
      expect(() => parseCopySource(value)).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
    else expect(parseCopySource(value)).toEqual({ rawPath, ...(versionId !== undefined && { versionId }) });
  });

  it.each(['', '/', 'b', '/b', 'b/', '/b/?versionId=v'])('refuses %j', (value) => {
    expect(() => parseCopySource(value)).toThrow(expect.objectContaining({ code: 'InvalidArgument', status: 400 }));
  });
});
