import { z } from 'zod';
import { readDuration } from '../values/duration.js';
import { refused } from '../values/reading.js';
import type { Reading } from '../values/reading.js';
import { field, fieldInfo, text } from './field.js';

/** Bounds of a session that AWS has or, for the lower one, that a client can still use. Milliseconds. */
const SHORTEST_MS = 60_000;
const LONGEST_MS = 12 * 3_600_000;

/** Names of roles as AWS IAM has them. */
const role = text({ pattern: /^[\w+=,.@-]{1,64}$/, patternDoc: '1 to 64 letters, digits and _+=,.@-' });

/** The block `buckets[].auth.web_identity`. */
export const webIdentitySchema = z.strictObject({
  roles: z
    .array(role)
    .min(1)
    .register(fieldInfo, { type: 'list of strings' })
    .describe('Names of the roles that callers may assume for this bucket; the end of `AWS_ROLE_ARN`.'),
  max_session: field('duration', (raw): Reading<number> => {
    const reading = readDuration(raw, SHORTEST_MS);
    return reading.ok && reading.value > LONGEST_MS ? refused('must be at most 12h') : reading;
  })
    .prefault('1h')
    .describe('Longest life of a session. It never outlives the token. 1m to 12h.'),
});
