import type { z } from 'zod';
import type { ConfigPath } from '../config-path.js';
import type { FieldInfo } from './field.js';
import { fieldInfo, mappingInside } from './field.js';

/** A schema without what wraps it, and what the wrapping said. */
export interface Unwrapped {
  readonly schema: z.core.$ZodType;
  readonly info: FieldInfo | undefined;
  readonly optional: boolean;
  /** Undefined when there is none. */
  readonly defaultValue: unknown;
}

/** Takes off optional, prefault and pipes, down to the mapping, list or scalar inside. */
export function unwrap(schema: z.core.$ZodType): Unwrapped {
  const info = fieldInfo.get(schema);
  const { def } = schema._zod as z.core.$ZodTypes['_zod'];
  switch (def.type) {
    case 'optional':
      return { ...unwrap(def.innerType), optional: true };
    case 'prefault':
      return { ...unwrap(def.innerType), defaultValue: def.defaultValue };
    case 'pipe': {
      const mapping = mappingInside.get(schema);
      if (mapping !== undefined) return { ...unwrap(mapping), info };
      // A preprocessing step stands before the list it feeds, a conversion after the one it reads.
      const inner = unwrap((def.in._zod as z.core.$ZodTypes['_zod']).def.type === 'transform' ? def.out : def.in);
      return { ...inner, info: info ?? inner.info };
    }
    default:
      return { schema, info, optional: false, defaultValue: undefined };
  }
}

/** The keys of a mapping with their schemas; none for anything else. */
export function keysOf(schema: z.core.$ZodType): readonly (readonly [string, z.core.$ZodType])[] {
  const { def } = schema._zod as z.core.$ZodTypes['_zod'];
  return def.type === 'object' ? Object.entries(def.shape) : [];
}

/** The schema of the entries of a list. */
export function entryOf(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  const { def } = schema._zod as z.core.$ZodTypes['_zod'];
  return def.type === 'array' ? def.element : undefined;
}

/** What a schema says about a path below it, or undefined when it does not know it. */
export function schemaAt(root: z.core.$ZodType, path: ConfigPath): Unwrapped | undefined {
  let current: Unwrapped = unwrap(root);
  for (const step of path) {
    const next =
      typeof step === 'number' ? entryOf(current.schema) : keysOf(current.schema).find(([key]) => key === step)?.[1];
    if (next === undefined) return undefined;
    current = unwrap(next);
  }
  return current;
}
