import type { ValueProvider } from '@nestjs/common';
import { createGateway } from '../../src/bootstrap/create-gateway.js';
import type { Gateway } from '../../src/bootstrap/create-gateway.js';
import { formatFault, parseConfig } from '../../src/modules/config/index.js';
import type { GatewayConfig } from '../../src/modules/config/index.js';

/** A gateway in this process, on ports of the system's choice. */
export interface TestGateway {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly managementUrl: string;
  readonly gateway: Gateway;
  /** Every log line so far. */
  readonly log: readonly Record<string, unknown>[];
  /** Access-log lines so far. A line is written when the response closes, shortly after the client has it. */
  accessLog(): readonly Record<string, unknown>[];
  close(): Promise<void>;
}

export interface TestGatewayOptions {
  readonly publicHosts?: readonly string[];
  readonly trustedProxies?: readonly string[];
  /** Replaces defaults that have no configuration key. */
  readonly settings?: ValueProvider[];
}

/** Starts a gateway from YAML that names no addresses. Faults of the configuration fail the test. */
export async function startGateway(
  buckets: string,
  stateDir: string,
  { publicHosts = [], trustedProxies = [], settings = [] }: TestGatewayOptions = {},
): Promise<TestGateway> {
  const text = [
    'server:',
    '  address: "127.0.0.1:0"',
    `  state_dir: ${JSON.stringify(stateDir)}`,
    `  public_hosts: ${JSON.stringify(publicHosts)}`,
    `  trusted_proxies: ${JSON.stringify(trustedProxies)}`,
    'management: { address: "127.0.0.1:0" }',
    buckets,
  ].join('\n');
  const result = parseConfig(text, { env: {} });
  if (!result.ok) throw new Error(result.faults.map(formatFault).join('\n'));
  return startGatewayWith(result.config, settings);
}

export async function startGatewayWith(config: GatewayConfig, settings: ValueProvider[] = []): Promise<TestGateway> {
  const log: Record<string, unknown>[] = [];
  const destination = {
    write: (line: string) => {
      log.push(JSON.parse(line) as Record<string, unknown>);
    },
  };
  const gateway = await createGateway(config, destination, settings);
  await gateway.listen();
  const url = new URL(gateway.dataAddress());
  return {
    url: url.origin,
    host: url.hostname,
    port: Number(url.port),
    managementUrl: gateway.managementAddress(),
    gateway,
    log,
    accessLog: () => log.filter((line) => line['log'] === 'access'),
    close: () => gateway.close(0),
  };
}

/** YAML of one open bucket on a folder. */
export function folderBucket(name: string, root: string, more = ''): string {
  return [
    `  - name: ${name}`,
    `    path_prefix: /${name}`,
    `    filesystem: { root: ${JSON.stringify(root)}, fsync: false }`,
    '    auth: { enabled: false }',
    ...more.split('\n').map((line) => `    ${line}`),
  ].join('\n');
}
