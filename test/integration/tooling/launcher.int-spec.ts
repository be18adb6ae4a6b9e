import { chmod, symlink } from 'node:fs/promises';
import { delimiter, dirname } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runClient, startClient } from '../../support/run-client.js';
import { FakeProject } from './fake-project.js';

const REPORT = 'console.log(process.pid, JSON.stringify(process.argv.slice(2))); process.exit(5);';

async function builtProject(): Promise<FakeProject> {
  const project = await FakeProject.create('');
  await project.addNode();
  await project.write('dist/main.js', REPORT);
  return project;
}

describe('bin/mizuchi-uploadr', () => {
  it('takes its own place: process id, arguments and exit code are the gateway’s', async () => {
    await using project = await builtProject();
    const client = startClient(project.path('bin/mizuchi-uploadr'), ['check', '-c', 'a b', '']);
    expect(await client.result).toEqual({ code: 5, stdout: `${client.pid} ["check","-c","a b",""]\n`, stderr: '' });
  });

  it('works through symbolic links, relative ones too, from any folder', async () => {
    await using project = await builtProject();
    await project.write('elsewhere/x', '');
    await symlink('../bin/mizuchi-uploadr', project.path('elsewhere/first'));
    await symlink(project.path('elsewhere/first'), project.path('second'));
    expect((await runClient(project.path('second'), [], { cwd: '/' })).code).toBe(5);
    expect((await runClient('/bin/sh', ['first'], { cwd: project.path('elsewhere') })).code).toBe(5);
  });

  it.each([
    ['falls back to an installed Node that is new enough', '', { code: 5, stderr: '' }],
    [
      'refuses an installed Node that is too old',
      '#!/bin/sh\n[ "$1" = --version ] && echo v20.20.2 && exit\nexit 1\n',
      { code: 1, stderr: expect.stringContaining('the installed v20.20.2 is older than 24.9') },
    ],
  ])('%s', async (_what, fakeNode, expected) => {
    await using project = await FakeProject.create('');
    await project.write('node_modules/x', '');
    await project.write('dist/main.js', REPORT);
    const folders = [dirname(process.execPath), process.env['PATH']];
    if (fakeNode !== '') {
      await project.write('old/node', fakeNode);
      await chmod(project.path('old/node'), 0o755);
      folders.unshift(project.path('old'));
    }
    const result = await runClient(project.path('bin/mizuchi-uploadr'), [], {
      env: { PATH: folders.join(delimiter) },
    });
    expect(result).toMatchObject(expected);
  });

  it.each(['dist/main.js', 'node_modules/x'])('says what to do when there is only %s', async (present) => {
    await using project = await FakeProject.create('');
    await project.write(present, '');
    const { code, stderr } = await runClient(project.path('bin/mizuchi-uploadr'), []);
    expect(code).toBe(1);
    expect(stderr).toContain('run `npm run setup` first');
  });
});
