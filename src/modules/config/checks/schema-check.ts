import type { z } from 'zod';
import type { FaultList } from '../config-fault.js';
import type { ConfigPath } from '../config-path.js';
import { keyText, pathText } from '../config-path.js';
import { nearestWord } from '../nearest-word.js';
import { isFutureKey } from '../schema/future-keys.js';
import type { ParsedGateway } from '../schema/gateway-schema.js';
import { gatewaySchema } from '../schema/gateway-schema.js';
import { keysOf, schemaAt } from '../schema/schema-at.js';
import type { ConfigSource } from '../source/config-source.js';
import { kindOf } from '../values/reading.js';

/**
 * Checks the document against the schema and reports what does not fit.
 * @returns the values with their defaults, or undefined when something was reported
 */
export function checkSchema(source: ConfigSource, faults: FaultList): ParsedGateway | undefined {
  const result = gatewaySchema.safeParse(source.root);
  if (result.success) return result.data;
  for (const issue of result.error.issues) reportIssue(issue, source, faults);
  return undefined;
}

function reportIssue(issue: z.core.$ZodIssue, source: ConfigSource, faults: FaultList): void {
  const path = writtenPath(issue.path, source);
  if (source.isUnreadable(path)) return;
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) reportKey(path, key, source, faults);
  } else {
    faults.add(source.positionOf(path), path, problemOf(issue, path, source));
  }
}

/** One text in place of a list is read as its only entry: the document has no index there. */
function writtenPath(issuePath: readonly PropertyKey[], source: ConfigSource): ConfigPath {
  const path = issuePath.map((step) => (typeof step === 'symbol' ? String(step) : step));
  const parent = path.slice(0, -1);
  return typeof path.at(-1) === 'number' && !Array.isArray(source.valueAt(parent)) ? parent : path;
}

function reportKey(parent: ConfigPath, key: string, source: ConfigSource, faults: FaultList): void {
  const path = [...parent, key];
  const position = source.keyPositionOf(path);
  if (isFutureKey(parent, key)) {
    faults.addSentence(position, path, `${pathText(path)} is not supported yet`);
    return;
  }
  const schema = schemaAt(parent)?.schema;
  const known = schema === undefined ? [] : keysOf(schema).map(([name]) => name);
  const nearest = nearestWord(key, known);
  const hint = nearest === undefined ? '' : `, did you mean "${nearest}"?`;
  const problem = `unknown key "${keyText(key)}"${hint}`;
  faults.addSentence(position, path, parent.length === 0 ? problem : `${pathText(parent)}: ${problem}`);
}

function problemOf(issue: z.core.$ZodIssue, path: ConfigPath, source: ConfigSource): string {
  const info = schemaAt(path)?.info;
  switch (issue.code) {
    case 'custom':
      return issue.message;
    case 'too_small':
      return 'must have at least one entry';
    case 'invalid_type': {
      const value = source.valueAt(path);
      if (value === undefined) return info?.whenMissing ?? 'is required';
      const expected = issue.expected === 'array' ? (info?.type ?? 'list') : 'mapping';
      return `expected a ${expected}, got ${kindOf(value)}`;
    }
    default:
      // Messages of the schema library may repeat the value.
      return 'is not valid';
  }
}
