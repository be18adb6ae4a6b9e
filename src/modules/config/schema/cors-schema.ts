import { z } from 'zod';
import { readHeaderName, readHeaderNamePattern } from '../values/header-name.js';
import { readOriginPattern } from '../values/origin-pattern.js';
import { choice, duration, field, fieldInfo, mappingInside } from './field.js';

const origins = z.array(field('origin', readOriginPattern)).min(1).register(fieldInfo, { type: 'list of origins' });

const methods = z
  .array(choice('GET', 'HEAD', 'PUT', 'POST', 'DELETE'))
  .min(1)
  .register(fieldInfo, { type: 'list of methods' });

const headerNames = (read: typeof readHeaderName) =>
  z.array(field('header name', read)).register(fieldInfo, { type: 'list of header names' });

const rules = z.strictObject({
  origins: origins.describe(
    'Which pages: `https://app.example.com`, `https://*.example.com` for every host below it, or `"*"` for all.',
  ),
  methods: methods.describe('What a preflight permits: GET, HEAD, PUT, POST, DELETE.'),
  headers: headerNames(readHeaderNamePattern)
    .prefault(['*'])
    .describe('Request headers that a preflight permits; one `*` in each stands for any characters.'),
  expose: headerNames(readHeaderName)
    .prefault([])
    .describe('Response headers that pages may read beside ETag, ranges, request ids, version id and checksums.'),
  max_age: duration(0).prefault('1h').describe('How long browsers may remember the answer to a preflight.'),
});

/** The key `buckets[].cors`: a mapping, or a word. Not a union, whose faults would not say which key is wrong. */
export const corsSchema = z
  .unknown()
  .transform((raw, context): z.infer<typeof rules> | 'passthrough' => {
    if (raw === 'passthrough') return raw;
    const result = rules.safeParse(raw);
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
      context.issues.push({ ...issue, input: raw } as z.core.$ZodRawIssue);
    }
    return z.NEVER;
  })
  .register(fieldInfo, { type: 'mapping or passthrough' });
mappingInside.set(corsSchema, rules);
