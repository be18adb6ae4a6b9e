import type { FaultList } from '../config-fault.js';
import type { ConfigPath } from '../config-path.js';
import type { ConfigSource } from '../source/config-source.js';

/**
 * Checks that no access key stands twice in a list. Messages name the place of the first use only: an access key is
 * not repeated.
 * @param taken further keys, of the configuration that names the list
 */
export function checkUniqueAccessKeys(
  source: ConfigSource,
  faults: FaultList,
  list: ConfigPath,
  taken: ReadonlySet<string>,
): void {
  const entries = source.valueAt(list);
  if (!Array.isArray(entries)) return;
  const firstUse = new Map<string, number>();
  for (const index of entries.keys()) {
    const path = [...list, index, 'access_key'];
    const accessKey = source.textAt(path);
    if (accessKey === undefined) continue;
    const first = firstUse.get(accessKey);
    if (first !== undefined) {
      faults.add(source.positionOf(path), path, `is the same as in ${String(list.at(-1) ?? 'entry ')}[${first}]`);
    } else if (taken.has(accessKey)) {
      faults.add(source.positionOf(path), path, 'stands in the configuration already');
    } else firstUse.set(accessKey, index);
  }
}
