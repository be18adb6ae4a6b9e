import { chmod, cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { runClient, startClient } from '../../support/run-client.js';
import type { ClientOptions, ClientResult, RunningClient } from '../../support/run-client.js';
import { tempDir } from '../../support/temp-dir.js';
import type { TempDir } from '../../support/temp-dir.js';

const ROOT = join(import.meta.dirname, '../../..');
const VERSION = process.versions.node;

/** Puts down what the real one does, and counts its runs. `BLOCK_SCRIPTS` keeps the install script of `node` from running. */
const NPM = `#!/bin/sh
if [ "$1" = --version ]; then echo "\${NPM_VERSION-11.0.0}"; exit; fi
echo "npm $*" >> "$CALLS"
[ -z "$NPM_FAILS" ] || { echo 'npm error the registry said no' >&2; exit 1; }
sleep 0.1
rm -rf node_modules; mkdir -p node_modules/.bin node_modules/node/bin
cp "$TOOLS/nest" node_modules/.bin/nest
[ -n "$BLOCK_SCRIPTS" ] || ln -s "$NODE" node_modules/node/bin/node
`;
const NEST = `#!/bin/sh
echo "nest $*" >> "$CALLS"
[ -z "$NEST_FAILS" ] || { echo 'src/main.ts: no good'; exit 1; }
sleep 0.1
rm -rf dist; mkdir dist; cp src/main.ts dist/main.js
`;

/** A project with our scripts and launcher, and with stand-ins for npm and the compiler on the PATH. */
export class FakeProject implements AsyncDisposable {
  readonly #folder: TempDir;

  private constructor(folder: TempDir) {
    this.#folder = folder;
  }

  static async create(main: string): Promise<FakeProject> {
    const project = new FakeProject(await tempDir());
    await Promise.all(['scripts', 'bin'].map((name) => cp(join(ROOT, name), project.path(name), { recursive: true })));
    await project.write('package.json', JSON.stringify({ type: 'module', dependencies: { node: VERSION } }));
    await project.write('package-lock.json', JSON.stringify({ packages: { '': {} } }));
    await project.write('src/main.ts', main);
    for (const [name, script] of Object.entries({ npm: NPM, nest: NEST })) {
      await project.write(`tools/${name}`, script);
      await chmod(project.path('tools', name), 0o755);
    }
    return project;
  }

  path(...segments: string[]): string {
    return this.#folder.join(...segments);
  }

  async write(file: string, content: string): Promise<void> {
    await mkdir(join(this.path(file), '..'), { recursive: true });
    await writeFile(this.path(file), content);
  }

  /** Puts a Node into node_modules, as the install script of the package `node` does. */
  async addNode(): Promise<void> {
    await mkdir(this.path('node_modules/node/bin'), { recursive: true });
    await symlink(process.execPath, this.path('node_modules/node/bin/node'));
  }

  /** What npm and the compiler were called for. */
  async calls(): Promise<string[]> {
    const text = await readFile(this.path('calls'), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  }

  bootstrap(args: readonly string[], env: ClientOptions['env'] = {}): Promise<ClientResult> {
    return runClient(process.execPath, this.#command(args), this.#options(env));
  }

  startBootstrap(args: readonly string[]): RunningClient {
    return startClient(process.execPath, this.#command(args), this.#options({}));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#folder.remove();
  }

  #command(args: readonly string[]): string[] {
    return [this.path('scripts/bootstrap.mjs'), ...args];
  }

  #options(env: ClientOptions['env']): ClientOptions {
    const tools = this.path('tools');
    const own = { CALLS: this.path('calls'), TOOLS: tools, NODE: process.execPath };
    return { env: { ...own, PATH: [tools, process.env['PATH']].join(delimiter), ...env } };
  }
}
