import { HEADER_RULES } from '../../../common/s3/header-registry.js';
import { OPERATION_TABLE } from '../../../common/s3/operation-table.js';
import type { FaultList } from '../config-fault.js';
import type { ConfigPath } from '../config-path.js';
import type { ConfigSource } from '../source/config-source.js';

/** Query parameters that already mean something. */
const OF_S3 = new Set(['x-id', ...OPERATION_TABLE.flatMap(({ required, optional }) => [...required, ...optional])]);
/** Headers that already mean something to HTTP or S3: a token there would be stored with the object, or break the message. */
const OF_HTTP = new Set([
  'connection',
  'content-length',
  'cookie',
  'date',
  'expect',
  'host',
  'origin',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  ...Object.values(HEADER_RULES).flatMap(({ forwarded }) => [...forwarded]),
]);

/** Checks that every place where a token may stand is named, once, and is free. */
export function checkTokenSources(source: ConfigSource, faults: FaultList, list: ConfigPath): void {
  const entries = source.valueAt(list);
  if (!Array.isArray(entries)) return;
  const firstUse = new Map<string, number>();
  for (const index of entries.keys()) {
    const entry = [...list, index];
    const problem = problemOf(source, entry);
    if (problem !== undefined) faults.add(source.positionOf(entry), entry, problem);
    const place = `${source.textAt([...entry, 'type']) ?? ''} ${source.textAt([...entry, 'name']) ?? ''}`.toLowerCase();
    const first = firstUse.get(place);
    if (first === undefined) firstUse.set(place, index);
    else faults.add(source.positionOf(entry), entry, `is the same as token_sources[${first}]`);
  }
}

function problemOf(source: ConfigSource, entry: ConfigPath): string | undefined {
  const type = source.textAt([...entry, 'type']);
  const named = source.has([...entry, 'name']);
  const name = source.textAt([...entry, 'name']) ?? '';
  if (type !== 'header' && source.has([...entry, 'prefix'])) return 'prefix goes with a header only';
  switch (type) {
    case 'bearer':
      return named ? 'bearer takes no name: it is the header Authorization' : undefined;
    case 'query':
      if (!named) return 'query needs name, the parameter';
      return OF_S3.has(name) || /^x-amz-/i.test(name) ? 'the parameter has a meaning in S3: choose another' : undefined;
    case 'header': {
      if (!named) return 'header needs name';
      const lower = name.toLowerCase();
      if (lower === 'authorization' && !source.textAt([...entry, 'prefix'])) {
        return 'the header Authorization needs a prefix: it can hold other credentials';
      }
      return OF_HTTP.has(lower) || lower.startsWith('x-amz-')
        ? 'the header has a meaning already: choose another'
        : undefined;
    }
    case 'cookie':
      return named ? undefined : 'cookie needs name';
    default:
      return undefined;
  }
}
