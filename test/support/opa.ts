import { execFile } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.js';
import { startProgramServer } from './program-server.js';
import type { ProgramServer } from './program-server.js';
import { programPath } from './requirements.js';

const run = promisify(execFile);

/** An OPA server with one policy, which can be replaced. */
export interface OpaServer extends ProgramServer {
  setPolicy(rego: string): Promise<void>;
}

/** Starts OPA on a free port of the loopback. @param port to start it again where it was */
export async function startOpa(rego: string, port?: number): Promise<OpaServer> {
  const address = `127.0.0.1:${port ?? (await freePort())}`;
  const args = ['run', '--server', '--addr', address, '--log-level', 'error', '--disable-telemetry'];
  const server = await startProgramServer(programPath('opa'), args, `http://${address}`, '/health');
  const setPolicy = async (text: string): Promise<void> => {
    const answer = await fetch(`${server.url}/v1/policies/test`, { method: 'PUT', body: text });
    if (!answer.ok) throw new Error(`OPA refuses the policy: ${await answer.text()}`);
  };
  await setPolicy(rego);
  return { ...server, setPolicy };
}

/** Compiles a policy to WebAssembly. @returns the module's bytes */
export async function compilePolicy(rego: string, entrypoint: string, folder: string): Promise<Buffer> {
  const work = await mkdtemp(join(folder, 'policy-'));
  await writeFile(join(work, 'policy.rego'), rego);
  await run(programPath('opa'), ['build', '-t', 'wasm', '-e', entrypoint, 'policy.rego'], { cwd: work });
  await run('tar', ['-xzf', 'bundle.tar.gz', '/policy.wasm'], { cwd: work });
  return readFile(join(work, 'policy.wasm'));
}
