import { z } from 'zod';
import { readOperation } from '../values/operations.js';
import { readPathPrefix } from '../values/path-prefix.js';
import { readRegularExpression } from '../values/regular-expression.js';
import { authSchema, NO_AUTH } from './auth-schema.js';
import { authzSchema } from './authz-schema.js';
import { corsSchema } from './cors-schema.js';
import { boolean, field, fieldInfo, path, text } from './field.js';
import { s3Schema } from './s3-schema.js';
import { uploadSchema } from './upload-schema.js';

const filesystem = z.strictObject({
  root: path().describe('Directory of the objects; contains `{bucket}` when the path names the bucket.'),
  fsync: boolean().prefault(true).describe('Whether an upload is answered only after it has reached the disk.'),
});

const operations = z
  .array(field('operation', readOperation))
  .min(1)
  .register(fieldInfo, { type: 'list of operations' });

/** One entry of `buckets`. */
export const bucketSchema = z.strictObject({
  name: text({
    pattern: /^[a-z0-9._-]{1,63}$/,
    patternDoc: '1 to 63 characters of a-z, 0-9, ".", "_" and "-"',
  }).describe('Unique name of the bucket in metrics, logs and answers.'),
  path_prefix: field('path prefix', readPathPrefix).describe(
    'Path under which clients find the bucket; the longest that matches whole segments wins, `/` takes the rest. ' +
      'A last segment `{bucket}` stands for the name of the backend bucket.',
  ),
  bucket_pattern: field('regular expression', readRegularExpression)
    .exactOptional()
    .describe('Which names `{bucket}` may stand for.'),
  s3: s3Schema.exactOptional().describe('S3-compatible backend. Exactly one of `s3` and `filesystem`.'),
  filesystem: filesystem
    .exactOptional()
    .describe('Plain files below a directory. Exactly one of `s3` and `filesystem`.'),
  operations: operations
    .prefault(['upload'])
    .describe(
      'What clients may do: the presets `upload`, `probe` and `download`, or names of S3 operations. An open bucket has PostObject only by name.',
    ),
  auth: authSchema.describe(`Who may use the bucket. Must be written: ${NO_AUTH}.`),
  authz: authzSchema
    .exactOptional()
    .describe('What callers may do: an engine decides on every request. Absent: everything the bucket offers.'),
  upload: uploadSchema.prefault({}).describe('What new objects must be. See upload-rules.md.'),
  cors: corsSchema
    .exactOptional()
    .describe(
      'What pages of other origins may do from a browser; `passthrough`: what the backend allows. Absent: nothing. ' +
        'See browser-uploads.md.',
    ),
});
