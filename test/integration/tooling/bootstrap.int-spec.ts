import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { FakeProject } from './fake-project.js';

const PRINT_ARGUMENTS = 'console.log(JSON.stringify(process.argv.slice(2)));';
const NPM_CI = 'npm ci --include=dev --include=optional --loglevel=error';
const WAIT_FOR_SIGNAL = `
let count = 0;
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {
  console.log(signal, ++count);
  setTimeout(() => process.exit(7), 100);
});
const { writeFileSync } = await import('node:fs');
writeFileSync('up', '');
setInterval(() => undefined, 1000);
`;

describe('the first start', () => {
  it('installs, builds and serves with the arguments it was given', async () => {
    await using project = await FakeProject.create(PRINT_ARGUMENTS);
    const { code, stdout } = await project.bootstrap(['start', '-c', 'a file.yaml']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '["serve","-c","a file.yaml"]\n' });
    expect(await project.calls()).toEqual([NPM_CI, 'nest build']);
  });

  it('is done once when several begin at the same time', async () => {
    await using project = await FakeProject.create(PRINT_ARGUMENTS);
    const starts = await Promise.all([1, 2, 3].map((n) => project.bootstrap(['start', String(n)])));
    expect(starts.map(({ stdout }) => stdout)).toEqual([1, 2, 3].map((n) => `["serve","${n}"]\n`));
    expect(await project.calls()).toEqual([NPM_CI, 'nest build']);
  });

  it('takes over from one that was killed', async () => {
    await using project = await FakeProject.create(PRINT_ARGUMENTS);
    const killed = project.startBootstrap(['setup']);
    while ((await project.calls()).length === 0) await sleep(5);
    killed.kill('SIGKILL');
    await killed.result;
    expect((await project.bootstrap(['setup'])).code).toBe(0);
    expect(await project.calls()).toEqual([NPM_CI, NPM_CI, 'nest build']);
  });

  it('takes over from a lock whose process id now belongs to somebody else', async () => {
    await using project = await FakeProject.create(PRINT_ARGUMENTS);
    await project.write('.setup.lock/owner.json', JSON.stringify({ pid: process.pid, started: '1', host: hostname() }));
    expect((await project.bootstrap(['setup'])).code).toBe(0);
  });
});

describe('a later start', () => {
  it('does nothing again while nothing has changed', async () => {
    await using project = await FakeProject.create(PRINT_ARGUMENTS);
    await project.bootstrap(['setup']);
    const { stderr } = await project.bootstrap(['start']);
    expect(stderr).toBe('');
    expect(await project.calls()).toHaveLength(2);
  });

  it.each([
    ['a source file', 'src/main.ts', PRINT_ARGUMENTS.replace('console', ' console'), ['nest build']],
    ['a new source file', 'src/deep/other.ts', '', ['nest build']],
    ['a compiler setting', 'tsconfig.json', '{}', ['nest build']],
    ['a unit test', 'src/main.spec.ts', '', []],
    ['the lock file', 'package-lock.json', '{"packages":{"":{}}, "x":1}', [NPM_CI, 'nest build']],
  ])('does what a change of %s asks for', async (_what, file, content, calls) => {
    await using project = await FakeProject.create(PRINT_ARGUMENTS);
    await project.bootstrap(['setup']);
    await project.write(file, content);
    await project.bootstrap(['setup']);
    expect((await project.calls()).slice(2)).toEqual(calls);
  });

  it('builds again when dist is gone or a build has failed', async () => {
    await using project = await FakeProject.create(PRINT_ARGUMENTS);
    await project.bootstrap(['setup']);
    await rm(project.path('dist'), { recursive: true });
    const failed = await project.bootstrap(['setup'], { NEST_FAILS: '1' });
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('src/main.ts: no good');
    expect((await project.bootstrap(['start'])).stdout).toBe('["serve"]\n');
  });

  it('takes over what npm has installed by hand', async () => {
    await using project = await FakeProject.create(PRINT_ARGUMENTS);
    await project.bootstrap(['setup']);
    await rm(project.path('node_modules/.mizuchi-setup'));
    const root = { dependencies: { node: process.versions.node } };
    const packages = {
      'node_modules/node': { version: '1.0.0' },
      'node_modules/other': { version: '1.0.0', optional: true },
    };
    await project.write('package-lock.json', JSON.stringify({ packages: { '': root, ...packages } }));
    await project.write(
      'node_modules/.package-lock.json',
      JSON.stringify({ packages: { 'node_modules/node': packages['node_modules/node'] } }),
    );
    await project.bootstrap(['setup']);
    expect((await project.calls()).slice(2)).toEqual(['nest build']);
  });
});

describe('what is wrong with the machine', () => {
  it.each([
    ['an old npm', { NPM_VERSION: '9.9.4' }, 'npm 10 or newer is needed; this is npm 9.9.4'],
    ['a failing npm', { NPM_FAILS: '1' }, 'npm error the registry said no'],
    ['blocked install scripts', { BLOCK_SCRIPTS: '1' }, 'install scripts are blocked'],
  ])('is said in words: %s', async (_what, env, words) => {
    await using project = await FakeProject.create(PRINT_ARGUMENTS);
    const { code, stderr } = await project.bootstrap(['setup'], env);
    expect(code).toBe(1);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('    at ');
  });

  it('does not keep the next start from trying again', async () => {
    await using project = await FakeProject.create(PRINT_ARGUMENTS);
    await project.bootstrap(['setup'], { BLOCK_SCRIPTS: '1' });
    expect((await project.bootstrap(['setup'])).code).toBe(0);
  });
});

describe('a running start', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('passes %s on once and ends as the gateway does', async (signal) => {
    await using project = await FakeProject.create(WAIT_FOR_SIGNAL.replace("'up'", 'process.argv[3]'));
    const up = project.path('up');
    const start = project.startBootstrap(['start', up]);
    while (!existsSync(up)) await sleep(5);
    process.kill(start.pid, signal);
    expect(await start.result).toMatchObject({ code: 7, stdout: `${signal} 1\n` });
  });
});

it('says what it can do when asked for something else', async () => {
  await using project = await FakeProject.create(PRINT_ARGUMENTS);
  const { code, stderr } = await project.bootstrap(['dance']);
  expect(code).toBe(1);
  expect(stderr).toContain('setup | start | test');
});
