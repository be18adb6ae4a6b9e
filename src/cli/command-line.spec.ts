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

  it.each([
    [['--version'], 'version'],
    [['--help'], 'help'],
    [['-h', 'serve'], 'help'],
    [['frobnicate'], 'fault'],
    [['serve', 'twice'], 'fault'],
    [['--unknown'], 'fault'],
    [['-c'], 'fault'],
    [['-l', 'loud'], 'fault'],
  ])('%j is %s', (args, kind) => {
    expect(parseCommandLine(args).kind).toBe(kind);
  });
});
