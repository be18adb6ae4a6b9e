import type { StoreHealth } from '../storage/index.js';
import type { BackendTarget } from './backend-target.js';
import { faultReason } from './connections/backend-fault.js';
import type { Connection } from './connections/connection.js';
import { exchange } from './connections/exchange.js';
import { requestHead } from './uploads/request-head.js';

/**
 * Asks whether the endpoint connects and answers HTTP at all. The question is not signed: a 403 says that someone
 * is there. It takes no connection from the pool, which may be busy exactly because the backend is well.
 * @param timeout milliseconds, for the connection and for the answer
 */
export async function checkHealth(
  target: BackendTarget,
  dial: () => Promise<Connection>,
  timeout: number,
): Promise<StoreHealth> {
  const { host, path } = target.fixedBucket === undefined ? target.root : target.place(target.fixedBucket);
  const head = requestHead(
    'HEAD',
    path,
    [],
    [
      ['host', host],
      ['connection', 'close'],
    ],
  );
  let connection: Connection | undefined;
  try {
    connection = await dial();
    await exchange(connection, { method: 'HEAD', head }, timeout);
    return { ready: true };
  } catch (error) {
    return { ready: false, reason: faultReason(error) };
  } finally {
    connection?.close();
  }
}
