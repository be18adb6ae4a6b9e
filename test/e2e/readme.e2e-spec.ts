import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ServedConfig } from '../../src/cli/add-demo.js';
import { embeddedDefaultConfig, formatListenAddress } from '../../src/modules/config/index.js';
import { builtInDefaultIn } from '../support/built-in-default.js';
import { fencedBlocks, readDocument, ROOT } from '../support/documents.js';
import { startGatewayWith } from '../support/gateway.js';
import type { TestGateway } from '../support/gateway.js';
import { describeWith, programPath } from '../support/requirements.js';
import type { Program } from '../support/requirements.js';
import { runClient } from '../support/run-client.js';

// The clients are processes that start slowly where many tests run; no case waits for a time of its own.
jest.setTimeout(120_000);

const URL_OF_README = 'http://127.0.0.1:8080';
const SERVE = './bin/mizuchi-uploadr -c config.yaml';
const BLOCKS = fencedBlocks(readDocument('README.md'));
const blockIn = (language: string): string => BLOCKS.find((block) => block.language === language)?.text ?? '';
/** Shell lines and, where a block of text follows, what they have to print. */
const SHELL = BLOCKS.flatMap(({ language, text }, index) => {
  const next = BLOCKS[index + 1];
  return language === 'sh' ? [{ lines: text.trim(), printed: next?.language === 'text' ? next.text : undefined }] : [];
});
const PROGRAMS: readonly Program[] = ['curl', 'aws'];
/** The commands that set up or serve are looked at by cases of their own. */
const isRun = ({ lines }: { lines: string }): boolean => !lines.startsWith('npm ') && lines !== SERVE;

/** Whole-text pattern in which `…` stands for anything. */
function patternOf(printed: string): RegExp {
  const literal = printed.trim().replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  return new RegExp(`^${literal.replaceAll('…', '.*')}$`, 's');
}

describe('README.md', () => {
  let dir: string;
  let served: ServedConfig;
  let gateway: TestGateway;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'mizuchi-readme-'));
    await mkdir(join(dir, 'bin'));
    await mkdir(join(dir, 'clients'));
    for (const file of ['README.md', 'package-lock.json']) await copyFile(join(ROOT, file), join(dir, file));
    await symlink(join(ROOT, 'bin/mizuchi-uploadr'), join(dir, 'bin/mizuchi-uploadr'));
    await symlink(join(ROOT, 'node_modules'), join(dir, 'node_modules'));
    const config = blockIn('yaml').replace('127.0.0.1:8080', '127.0.0.1:0');
    await writeFile(join(dir, 'config.yaml'), `${config}management: { address: "127.0.0.1:0" }\n`);
    served = await builtInDefaultIn(dir);
    gateway = await startGatewayWith(served.config);
  });
  afterAll(async () => {
    await gateway.close();
    await rm(dir, { recursive: true });
  });

  /** Runs shell lines in the folder. @returns what they print */
  async function shell(lines: string): Promise<string> {
    const here = lines.replaceAll(URL_OF_README, gateway.url);
    const env = { PATH: `${join(dir, 'clients')}:${process.env['PATH'] ?? ''}` };
    return (await runClient('sh', ['-c', `cd '${dir}'\n${here}`], { env })).stdout;
  }
  async function expectStored(path: string): Promise<void> {
    expect(await readFile(join(dir, 'data/uploads', path))).toEqual(await readFile(join(ROOT, 'README.md')));
  }

  it('names the addresses and the folders of the built-in default', () => {
    const { server, management } = embeddedDefaultConfig();
    expect(`http://${formatListenAddress(server.address)}`).toBe(URL_OF_README);
    expect(readDocument('README.md').text).toContain(formatListenAddress(management.address));
    expect(served.config.buckets.map(({ path_prefix, filesystem }) => [path_prefix, filesystem?.root])).toEqual([
      ['/uploads', join(dir, 'data/uploads')],
      ['/private', join(dir, 'data/private')],
    ]);
  });

  it('names the two commands, which exist', async () => {
    const { scripts, engines } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as Record<
      'scripts' | 'engines',
      Record<string, string>
    >;
    const commands = SHELL.map(({ lines }) => lines).filter((lines) => lines.startsWith('npm '));
    expect(commands).toEqual(['npm start', 'npm test']);
    expect(scripts).toMatchObject({ start: expect.any(String), test: expect.any(String) });
    expect(engines).toEqual({ node: '>=20.11', npm: '>=10' });
  });

  for (const { lines, printed } of SHELL.filter(isRun)) {
    const [firstLine = ''] = lines.split('\n');
    const programs = PROGRAMS.filter((name) => lines.split('\n').some((line) => line.startsWith(`${name} `)));
    describeWith(programs, firstLine, () => {
      it('prints what the README says', async () => {
        if (programs.includes('aws')) await symlink(programPath('aws'), join(dir, 'clients/aws'));
        expect((await shell(lines)).trim()).toMatch(patternOf(printed ?? ''));
      });
    });
  }

  describeWith(['curl'], 'after the first upload', () => {
    it('the file is stored whole', async () => {
      await expectStored('README.md');
    });
  });

  describeWith(['curl'], 'after the uploads with a token', () => {
    it('the file of acme is stored whole, and of the 200 MB for the wrong tenant nothing was sent', async () => {
      expect(await readFile(join(dir, 'data/private/acme/README.md'))).toEqual(await readFile(join(ROOT, 'README.md')));
      expect((await stat(join(dir, 'data/large.bin'))).size).toBe(200_000_000);
      const ofTheBucket = gateway.accessLog().filter(({ bucket }) => bucket === 'private');
      expect(ofTheBucket.map(({ status, bytes }) => [status, bytes])).toEqual([
        [200, (await stat(join(ROOT, 'README.md'))).size],
        [403, 0],
      ]);
    });
  });

  describeWith(['python'], 'the Python lines', () => {
    it('upload the file', async () => {
      await writeFile(join(dir, 'upload.py'), blockIn('python').replaceAll(URL_OF_README, gateway.url));
      await shell(`'${programPath('python')}' upload.py`);
      await expectStored('boto3/README.md');
    });
  });

  it('has JavaScript lines that upload the file', async () => {
    await writeFile(join(dir, 'upload.mjs'), blockIn('js').replaceAll(URL_OF_README, gateway.url));
    await shell(`'${process.execPath}' upload.mjs`);
    await expectStored('js/README.md');
  });

  it('serves its configuration until Ctrl-C', async () => {
    expect(SHELL.map(({ lines }) => lines)).toContain(SERVE);
    const [command = '', ...args] = SERVE.split(' ');
    const env = { PATH: process.env['PATH'], AWS_ACCESS_KEY_ID: 'my-key', AWS_SECRET_ACCESS_KEY: 'my-secret' };
    const child = spawn(command, args, { cwd: dir, env, stdio: ['ignore', 'ignore', 'pipe'] });
    const closed = once(child, 'close');
    let report = '';
    for await (const text of child.stderr) {
      report += String(text);
      if (report.includes('bucket ')) child.kill('SIGINT');
    }
    expect(report).toContain('-> s3 my-bucket at http://127.0.0.1:9000');
    expect(await closed).toEqual([0, null]);
  });
});
