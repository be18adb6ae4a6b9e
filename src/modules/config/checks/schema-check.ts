import type { z } from 'zod';
import type { FaultList } from '../config-fault.js';
import type { ConfigPath } from '../config-path.js';
import { keyText, pathText } from '../config-path.js';
import { nearestWord } from '../nearest-word.js';
import { isFutureKey } from '../schema/future-keys.js';
import type { FieldInfo } from '../schema/field.js';
import { keysOf, schemaAt } from '../schema/schema-at.js';
import type { ConfigSource } from '../source/config-source.js';
import { kindOf } from '../values/reading.js';

/**
 * Checks a document against its schema and reports what does not fit.
 * @returns the values with their defaults, or undefined when something was reported
 */
export function checkSchema<S extends z.ZodType>(
  schema: S,
  source: ConfigSource,
  faults: FaultList,
): z.output<S> | undefined {
  const result = schema.safeParse(source.root);
  if (result.success) return result.data;
  const report = new IssueReport(schema, source, faults);
  for (const issue of result.error.issues) report.add(issue);
  return undefined;
}

/** Says what the schema library found in the words of the operator. */
class IssueReport {
  constructor(
    private readonly schema: z.ZodType,
    private readonly source: ConfigSource,
    private readonly faults: FaultList,
  ) {}

  add(issue: z.core.$ZodIssue): void {
    const path = writtenPath(issue.path, this.source);
    if (this.source.isUnreadable(path)) return;
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) this.#addKey(path, key);
    } else {
      const problem = problemOf(issue, schemaAt(this.schema, path)?.info, this.source.valueAt(path));
      this.faults.add(this.source.positionOf(path), path, problem);
    }
  }

  #addKey(parent: ConfigPath, key: string): void {
    const path = [...parent, key];
    const position = this.source.keyPositionOf(path);
    if (isFutureKey(parent, key)) {
      this.faults.addSentence(position, path, `${pathText(path)} is not supported yet`);
      return;
    }
    const mapping = schemaAt(this.schema, parent)?.schema;
    const known = mapping === undefined ? [] : keysOf(mapping).map(([name]) => name);
    const nearest = nearestWord(key, known);
    const hint = nearest === undefined ? '' : `, did you mean "${nearest}"?`;
    const problem = `unknown key "${keyText(key)}"${hint}`;
    this.faults.addSentence(position, path, parent.length === 0 ? problem : `${pathText(parent)}: ${problem}`);
  }
}

/** One text in place of a list is read as its only entry: the document has no index there. */
function writtenPath(issuePath: readonly PropertyKey[], source: ConfigSource): ConfigPath {
  const path = issuePath.map((step) => (typeof step === 'symbol' ? String(step) : step));
  const parent = path.slice(0, -1);
  return typeof path.at(-1) === 'number' && !Array.isArray(source.valueAt(parent)) ? parent : path;
}

function problemOf(issue: z.core.$ZodIssue, info: FieldInfo | undefined, value: unknown): string {
  switch (issue.code) {
    case 'custom':
      return issue.message;
    case 'too_small':
      return 'must have at least one entry';
    case 'invalid_type': {
      if (value === undefined) return info?.whenMissing ?? 'is required';
      const expected = issue.expected === 'array' ? (info?.type ?? 'list') : 'mapping';
      return `expected a ${expected}, got ${kindOf(value)}`;
    }
    default:
      // Messages of the schema library may repeat the value.
      return 'is not valid';
  }
}
