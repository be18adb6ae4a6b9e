import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { processMemory } from '../../support/process-memory.js';
import { runClient, startClient } from '../../support/run-client.js';

const SH = '/bin/sh';

describe('runClient', () => {
  it('passes input and environment, and keeps the account of the developer out', async () => {
    process.env['AWS_PROFILE'] = 'mine';
    const script = 'cat; echo "$GREETING ${AWS_PROFILE-none}" >&2; exit 3';
    const result = await runClient(SH, ['-c', script], { input: 'in', env: { GREETING: 'hello' } });
    delete process.env['AWS_PROFILE'];
    expect(result).toEqual({ code: 3, stdout: 'in', stderr: 'hello none\n' });
  });

  it('rejects when the command does not exist', async () => {
    await expect(runClient('/nonexistent/client', [])).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('kills what runs out of time, children included, and shows what it printed', async () => {
    const run = runClient(SH, ['-c', 'echo begun; sleep 600 | cat'], { timeoutMs: 300 });
    await expect(run).rejects.toThrow(/killed after 300 ms[^]*begun/);
  });

  it('tells the signal that ended a command', async () => {
    const client = startClient('sleep', ['600']);
    while ((await processMemory(client.pid)).rss === 0) await sleep(5);
    client.kill('SIGTERM');
    expect((await client.result).code).toBe(128 + 15);
  });
});

describe('processMemory', () => {
  it('grows with what a process holds', async () => {
    const before = await processMemory();
    const held = Buffer.alloc(512 * 1024 ** 2, 1);
    const after = await processMemory();
    expect(after.rss - before.rss).toBeGreaterThan(held.length / 4);
    expect(after.rss).toBeGreaterThanOrEqual(after.anonymous + after.shmem);
  });

  it('rejects for a process that is not there', async () => {
    await expect(processMemory(2 ** 22 + 1)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
