import { managementAddress } from '../complete-config.js';
import type { FaultList } from '../config-fault.js';
import { DEFAULT_DATA_ADDRESS, DEFAULT_MANAGEMENT_PORT } from '../schema/server-schema.js';
import type { ConfigSource } from '../source/config-source.js';
import { readInteger } from '../values/integer.js';
import { addressesClash, readListenAddress } from '../values/listen-address.js';
import type { ListenAddress } from '../values/listen-address.js';

/** Checks that the two listeners do not want the same address, be it written or a default, and that proxies can be told apart. */
export function checkListeners(source: ConfigSource, faults: FaultList): void {
  const data = readListenAddress(source.valueAt(['server', 'address']) ?? DEFAULT_DATA_ADDRESS);
  if (!data.ok) return;
  const proxies = ['server', 'trusted_proxies'];
  const trusted = source.valueAt(proxies);
  if (data.value.kind === 'unix' && Array.isArray(trusted) && trusted.length > 0) {
    faults.add(source.keyPositionOf(proxies), proxies, 'has no effect on a unix socket, whose peers have no address');
  }
  const management = managementListener(source, data.value);
  if (management === undefined || !addressesClash(data.value, management)) return;
  const path = source.has(['management', 'address']) ? ['management', 'address'] : ['metrics', 'port'];
  faults.add(source.positionOf(path), path, 'the management listener would have the address of server.address');
}

function managementListener(source: ConfigSource, data: ListenAddress): ListenAddress | undefined {
  const written = source.valueAt(['management', 'address']);
  if (written !== undefined) {
    const address = readListenAddress(written);
    return address.ok ? address.value : undefined;
  }
  const port = readInteger(source.valueAt(['metrics', 'port']) ?? DEFAULT_MANAGEMENT_PORT, 0, 65535);
  return port.ok ? managementAddress(data, port.value) : undefined;
}
