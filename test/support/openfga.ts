import { freePort } from './free-port.js';
import { startProgramServer } from './program-server.js';
import type { ProgramServer } from './program-server.js';
import { programPath } from './requirements.js';

export interface Tuple {
  readonly user: string;
  readonly relation: string;
  readonly object: string;
}

/** An OpenFGA server that keeps everything in memory. */
export interface OpenFgaServer extends ProgramServer {
  createStore(): Promise<FgaStore>;
}

/** One store. It is spoken to without the client that the gateway uses. */
export interface FgaStore {
  readonly id: string;
  /** @returns the id of the model */
  writeModel(model: object): Promise<string>;
  write(...tuples: Tuple[]): Promise<void>;
  remove(...tuples: Tuple[]): Promise<void>;
}

/** Starts OpenFGA on free ports of the loopback. @param key of `api_token`; none when absent */
export async function startOpenFga(key?: string): Promise<OpenFgaServer> {
  const http = `127.0.0.1:${await freePort()}`;
  const args = [
    'run',
    '--datastore-engine=memory',
    `--http-addr=${http}`,
    `--grpc-addr=127.0.0.1:${await freePort()}`,
    '--playground-enabled=false',
    '--metrics-enabled=false',
    '--log-level=none',
    ...(key === undefined ? [] : ['--authn-method=preshared', `--authn-preshared-keys=${key}`]),
  ];
  const server = await startProgramServer(programPath('openfga'), args, `http://${http}`, '/healthz');
  const post = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const headers = {
      'content-type': 'application/json',
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
    };
    const answer = await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`OpenFGA refuses ${path}: ${text}`);
    return JSON.parse(text) as Record<string, unknown>;
  };
  const createStore = async (): Promise<FgaStore> => {
    const id = String((await post('/stores', { name: 'test' }))['id']);
    const change = (tuples: object) => post(`/stores/${id}/write`, tuples).then(() => undefined);
    return {
      id,
      writeModel: async (model) =>
        String((await post(`/stores/${id}/authorization-models`, model))['authorization_model_id']),
      write: (...tuple_keys) => change({ writes: { tuple_keys } }),
      remove: (...tuple_keys) => change({ deletes: { tuple_keys } }),
    };
  };
  return { ...server, createStore };
}
