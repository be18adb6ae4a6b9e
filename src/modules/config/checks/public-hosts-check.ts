import type { FaultList } from '../config-fault.js';
import type { ConfigSource } from '../source/config-source.js';

/** Checks that no name stands twice in `server.public_hosts`; names have no case. */
export function checkPublicHosts(source: ConfigSource, faults: FaultList): void {
  const hosts = source.valueAt(['server', 'public_hosts']);
  if (!Array.isArray(hosts)) return;
  const firstUse = new Map<string, number>();
  for (const index of hosts.keys()) {
    const path = ['server', 'public_hosts', index];
    const name = source.textAt(path)?.toLowerCase();
    if (name === undefined) continue;
    const first = firstUse.get(name);
    if (first === undefined) firstUse.set(name, index);
    else faults.add(source.positionOf(path), path, `is the same as server.public_hosts[${first}]`);
  }
}
