import { describe, expect, it } from '@jest/globals';
import { parseCommandLine } from './command-line.js';

describe('parseCommandLine', () => {
  it.each([
    [[], 'serve', undefined, undefined],
    [['serve'], 'serve', undefined, undefined],
    [['-c', 'f.yaml', '-l', 'debug'], 'serve', 'f.yaml', 'debug'],
    [['serve', '--config=f.yaml'], 'serve', 'f.yaml', undefined],
    [['check', '-c', 'f.yaml'], 'check', 'f.yaml', undefined],
    [['--test', '-c', 'f.yaml'], 'check', 'f.yaml', undefined],
  ])('%j', (args, kind, config, level) => {
    expect(parseCommandLine(args)).toEqual({ kind, options: { config, level } });
  });

  it('reads what to presign', () => {
    const args = [
      'presign',
      '-c',
      'f',
      '--bucket',
      'b',
      '--key',
      'k',
      '--expires',
      '2h',
      '--content-type',
      'text/plain',
    ];
    expect(parseCommandLine(args)).toEqual({
      kind: 'presign',
      options: { config: 'f', bucket: 'b', key: 'k', expiresIn: 7200, contentType: 'text/plain', endpoint: undefined },
    });
  });

  it.each([
    [['--version'], 'version'],
    [['--help'], 'help'],
    [['-h', 'serve'], 'help'],
    [['frobnicate'], 'fault'],
    [['serve', 'twice'], 'fault'],
    [['--unknown'], 'fault'],
    [['-c'], 'fault'],
    [['-l', 'loud'], 'fault'],
    [['presign', '--bucket', 'b'], 'fault'],
    [['presign', '--bucket', 'b', '--key', 'k', '--expires', '8d'], 'fault'],
    [['presign', '--bucket', 'b', '--key', 'k', '--expires', '169h'], 'fault'],
    [['presign', '--bucket', 'b', '--key', 'k', '--endpoint', 'example.com'], 'fault'],
    [['check', '--bucket', 'b'], 'fault'],
    [['credentials'], 'fault'],
    [['credentials', '--token-file', 'f', '--bucket', 'b'], 'fault'],
    [['credentials', '--token-file', 'f', '--endpoint', 'example.com'], 'fault'],
    [['serve', '--role', 'r'], 'fault'],
    [['credentials', '--token-file', 'f'], 'credentials'],
  ])('%j is %s', (args, kind) => {
    expect(parseCommandLine(args).kind).toBe(kind);
  });
});
