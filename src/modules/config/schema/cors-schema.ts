import { z } from 'zod';
import { readHeaderName, readHeaderNamePattern } from '../values/header-name.js';
import { readOriginPattern } from '../values/origin-pattern.js';
import { choice, duration, field, fieldInfo } from './field.js';

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

/** The block `buckets[].cors`. */
export const corsSchema = z.preprocess((raw, context) => {
  if (raw !== 'passthrough') return raw;
  context.issues.push({ code: 'custom', message: 'passthrough is not supported yet', input: raw });
  return z.NEVER;
}, rules);
