import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { GUARDS_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import { createDataPlane } from '../../src/bootstrap/data-plane.js';
import type { DataPlane } from '../../src/bootstrap/data-plane.js';
import { createManagementPlane } from '../../src/bootstrap/management-plane.js';
import { parseConfig } from '../../src/modules/config/index.js';
import type { GatewayConfig } from '../../src/modules/config/index.js';
import { createLogger } from '../../src/modules/logging/index.js';
import { readDocument, ROOT } from '../support/documents.js';
import { folderBucket } from '../support/gateway.js';

type Class = abstract new (...args: never[]) => object;

const modulesOf = (app: INestApplicationContext): string[] =>
  [...app.get(ModulesContainer).values()].map((module) => module.name);

/** Every route handler of an application, with the names of the guards on it and on its class, in their order. */
function routesOf(app: INestApplicationContext): { route: string; guards: string[] }[] {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) =>
    [...module.controllers.values()].map((wrapper) => wrapper.metatype as Class),
  );
  return controllers.flatMap((controller) =>
    Object.entries(Object.getOwnPropertyDescriptors(controller.prototype as object))
      .filter(([name, { value }]) => name !== 'constructor' && typeof value === 'function')
      .filter(([, { value }]) => Reflect.hasMetadata(PATH_METADATA, value as object))
      .map(([name, { value }]) => ({
        route: `${controller.name}.${name}`,
        guards: [...guardsOn(controller), ...guardsOn(value as object)],
      })),
  );
}

const guardsOn = (target: object): string[] =>
  ((Reflect.getMetadata(GUARDS_METADATA, target) ?? []) as Class[]).map((guard) => guard.name);

/** Modules that docs/architecture.md names for an application. */
function documented(application: string): string[] {
  const { text } = readDocument('docs/architecture.md');
  const row = text.split('\n').find((line) => line.startsWith(`| ${application} | `)) ?? '';
  return [...row.matchAll(/\b[A-Z]\w+Module\b/g)].map(([name]) => name);
}

function declaredModules(): string[] {
  const folder = join(ROOT, 'src/modules');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.module.ts'))
    .flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/^export class (\w+Module)\b/gm)])
    .map(([, name = '']) => name);
}

describe('the module graph', () => {
  let dir: string;
  let data: DataPlane;
  let management: INestApplicationContext;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'mizuchi-graph-'));
    const config = configIn(dir);
    data = await createDataPlane(config, createLogger(config, { write: () => undefined }));
    management = await createManagementPlane(config, data);
  });
  afterAll(async () => {
    await management.close();
    await data.app.close();
    await rm(dir, { recursive: true });
  });

  it('of the data plane has the modules of docs/architecture.md', () => {
    expect(documented('Data plane')).toEqual(
      expect.arrayContaining(['UploadModule', 'MultipartModule', 'RuntimeModule', 'MetricsModule', 'LoggingModule']),
    );
    expect(modulesOf(data.app)).toEqual(expect.arrayContaining(documented('Data plane')));
  });

  it('of the management plane has the modules of docs/architecture.md', () => {
    expect(documented('Management plane')).toEqual(['HealthModule', 'MetricsEndpointModule']);
    expect(modulesOf(management)).toEqual(expect.arrayContaining(documented('Management plane')));
  });

  it('holds every module that there is', () => {
    expect([...documented('Data plane'), ...documented('Management plane')].sort()).toEqual(declaredModules().sort());
  });

  it('keeps the two planes apart', () => {
    expect(modulesOf(data.app)).not.toEqual(expect.arrayContaining(['HealthModule']));
    expect(modulesOf(management)).not.toEqual(expect.arrayContaining(['UploadModule']));
  });

  it('guards every route of the data plane, in the order of docs/request-lifecycle.md', () => {
    const { text } = readDocument('docs/request-lifecycle.md');
    const guards = [...text.matchAll(/^ (\w+Guard) /gm)].map(([, name = '']) => name);
    expect(routesOf(data.app)).toEqual([
      { route: 'PreflightController.handle', guards: ['LoopbackHostGuard', 'BucketGuard'] },
      { route: 'S3Controller.handle', guards },
      { route: 'SessionController.handle', guards: ['LoopbackHostGuard'] },
    ]);
    expect(guards).toEqual(expect.arrayContaining(['RoutingGuard', 'OpenBucketGuard', 'HeaderGuard']));
  });
});

function configIn(dir: string): GatewayConfig {
  const server = `server: { address: "127.0.0.1:0", state_dir: ${JSON.stringify(join(dir, 'state'))} }`;
  const result = parseConfig(`${server}\nbuckets:\n${folderBucket('uploads', join(dir, 'data'))}`, { env: {} });
  if (!result.ok) throw new Error('The configuration of this test is faulty');
  return result.config;
}
