import { z } from 'zod';
import { gatewaySchema } from './schema/gateway-schema.js';
import type { Unwrapped } from './schema/schema-at.js';
import { entryOf, keysOf, unwrap } from './schema/schema-at.js';

/** One key of the configuration, as documentation shows it. */
export interface ConfigKeyDescription {
  /** Path with `[]` for the entries of a list, for example `buckets[].s3.region`. */
  readonly key: string;
  /** Type with its unit, for example `size` or `duration`. */
  readonly type: string;
  /** The default as it would be written in YAML; undefined when the key is required or simply absent. */
  readonly defaultValue: string | undefined;
  /** Whether the mapping around it is refused without the key. */
  readonly required: boolean;
  readonly doc: string;
}

/** Every key that the schema knows, in its order, each mapping before its own keys. */
export function describeConfigKeys(): readonly ConfigKeyDescription[] {
  return describeMapping(gatewaySchema, '');
}

function describeMapping(mapping: z.core.$ZodType, prefix: string): ConfigKeyDescription[] {
  return keysOf(mapping).flatMap(([name, schema]) => {
    const inner = unwrap(schema);
    const key = `${prefix}${name}`;
    const description: ConfigKeyDescription = {
      key,
      type: typeOf(inner),
      defaultValue: inner.defaultValue === undefined ? undefined : asYaml(inner.defaultValue),
      required: !inner.optional && inner.defaultValue === undefined,
      doc: z.globalRegistry.get(schema)?.description ?? '',
    };
    const entry = entryOf(inner.schema);
    const children =
      entry === undefined
        ? describeMapping(inner.schema, `${key}.`)
        : describeMapping(unwrap(entry).schema, `${key}[].`);
    return [description, ...children];
  });
}

function typeOf({ info, schema }: Unwrapped): string {
  if (info !== undefined) return info.type;
  return entryOf(schema) === undefined ? 'mapping' : 'list of mappings';
}

function asYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(entryAsYaml).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return mappingAsYaml(Object.entries(value));
  return JSON.stringify(value).replaceAll('"', '');
}

function mappingAsYaml(entries: readonly (readonly [string, unknown])[]): string {
  if (entries.length === 0) return '{}';
  return `{ ${entries.map(([key, value]) => `${key}: ${entryAsYaml(value)}`).join(', ')} }`;
}

/** A bare asterisk would be an alias. */
function entryAsYaml(entry: unknown): string {
  if (typeof entry === 'object' && entry !== null) {
    const pairs = Object.entries(entry).map(([key, value]) => `${key}: ${entryAsYaml(value)}`);
    return `{ ${pairs.join(', ')} }`;
  }
  return entry === '*' ? '"*"' : String(entry);
}
