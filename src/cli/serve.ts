import { createGateway } from '../bootstrap/create-gateway.js';
import type { Gateway } from '../bootstrap/create-gateway.js';
import { errorCode } from '../common/errors/classify.js';
import { configWarnings } from '../modules/config/index.js';
import { addDemo } from './add-demo.js';
import type { ConfigOptions } from './command-line.js';
import { readConfig } from './read-config.js';
import { startupReport } from './startup-report.js';

/** `mizuchi-uploadr serve`: runs until a signal has drained it. @returns the exit code */
export async function serve(options: ConfigOptions): Promise<number> {
  const read = readConfig(options);
  if (read === undefined) return 1;
  const served = await addDemo(read);
  const { config } = served;
  let gateway: Gateway;
  try {
    gateway = await createGateway(config);
    await gateway.listen();
  } catch (error) {
    process.stderr.write(`mizuchi-uploadr: ${startFault(error)}\n`);
    // What was built before the fault may hold timers or one of the two listeners.
    process.exit(1);
  }
  for (const warning of configWarnings(config)) gateway.logger.warn(warning);
  // Before the report: whoever reads it may send a signal at once.
  const stopped = stopSignal();
  process.stderr.write(startupReport(gateway, served));

  const signal = await stopped;
  gateway.logger.info(`${signal}: draining`);
  // The second signal means now.
  void stopSignal().then(() => process.exit(130));
  // The grace lets load balancers see /ready turn; at a terminal (SIGINT) there is none to wait for.
  await gateway.close(signal === 'SIGTERM' ? config.server.timeouts.drain_grace : 0);
  gateway.logger.info('drained');
  return 0;
}

function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const stop = (signal: NodeJS.Signals): void => {
      process.off('SIGTERM', stop).off('SIGINT', stop);
      resolve(signal);
    };
    process.on('SIGTERM', stop).on('SIGINT', stop);
  });
}

function startFault(error: unknown): string {
  const where =
    Error.isError(error) && 'address' in error && 'port' in error
      ? `${String(error.address)}:${String(error.port)}`
      : '';
  switch (errorCode(error)) {
    case 'EADDRINUSE':
      return `the address ${where} is already in use; stop the other process or change server.address or management.address`;
    case 'EACCES':
      return `no permission: ${Error.isError(error) ? error.message : ''}`;
    default:
      return Error.isError(error) ? error.message : String(error);
  }
}
