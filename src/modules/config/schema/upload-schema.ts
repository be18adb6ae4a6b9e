import { z } from 'zod';
import { readForcedHeaders } from '../values/forced-headers.js';
import { readHeaderName } from '../values/header-name.js';
import { readKeyPattern, readKeyTemplate } from '../values/key-rules.js';
import { readMediaTypePattern } from '../values/media-type-pattern.js';
import { boolean, byteSize, field, fieldInfo } from './field.js';

const contentTypes = z
  .array(field('media type', readMediaTypePattern))
  .min(1)
  .register(fieldInfo, { type: 'list of media types' });

const headerNames = z
  .array(field('header name', readHeaderName))
  .transform((names) => names.map((name) => name.toLowerCase()))
  .register(fieldInfo, { type: 'list of header names' });

/** The block `buckets[].upload`. */
export const uploadSchema = z.strictObject({
  min_size: byteSize(0).prefault(0).describe('Smallest object in bytes, parts of one together.'),
  max_size: byteSize()
    .exactOptional()
    .describe("Largest object in bytes, parts of one together. Absent: only the store's own limit."),
  content_types: contentTypes
    .exactOptional()
    .describe('Declared types that are taken: `image/png`, `"image/*"`. Absent: all.'),
  sniff: boolean()
    .prefault(false)
    .describe(
      'Whether the first bytes must be what the declared type says. Pages and SVG then need their type by name.',
    ),
  key_pattern: field('regular expression', readKeyPattern)
    .exactOptional()
    .describe('What keys must match; `{sub}` and `{claim.NAME}` stand for values of the caller, taken literally.'),
  key_template: field('template', readKeyTemplate)
    .exactOptional()
    .describe('Makes the key of every object instead of the client: `{claim.tenant}/{date}/{uuid}`.'),
  forbidden_headers: headerNames.prefault([]).describe('Request headers with which an upload is refused.'),
  forced_headers: field('headers', readForcedHeaders)
    .prefault({})
    .describe('Headers that every new object gets, in place of those of the client.'),
  overwrite: boolean().prefault(true).describe('Whether an object may replace another. `false`: the second gets 412.'),
});
