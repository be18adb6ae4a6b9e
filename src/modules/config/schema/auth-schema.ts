import { z } from 'zod';
import { readInstant } from '../values/instant.js';
import { boolean, choice, field, fieldInfo, integer, path, text } from './field.js';
import { jwtSchema } from './jwt-schema.js';
import { webIdentitySchema } from './web-identity-schema.js';

export const NO_AUTH = '`auth: { enabled: false }` is the only way to have none';

/** Signatures name the key between commas; a header carries the token. */
const ACCESS_KEY = {
  pattern: /^[!-+\--~]{1,128}$/,
  patternDoc: '1 to 128 printable characters without spaces and commas',
};
const SESSION_TOKEN = { minLength: 0, pattern: /^[!-~]*$/, patternDoc: 'printable characters without spaces' };

/** One pair that clients sign with. */
const credential = z.strictObject({
  access_key: text(ACCESS_KEY).describe('Access key id. Each is there once.'),
  secret_key: text().describe('Secret access key.'),
  session_token: text(SESSION_TOKEN)
    .exactOptional()
    .describe('Session token that clients have to send with the key. Empty counts as absent.'),
  subject: text().exactOptional().describe('Name of the caller; upload ids are bound to it. Absent: the access key.'),
  not_after: field('instant', readInstant)
    .exactOptional()
    .describe('ISO 8601 date and time with a zone. After it the key is unknown.'),
});

/** The document of `credentials_file`. Empty, it lets nobody in: the last key can be withdrawn too. */
export const credentialListSchema = z.array(credential);

/** The block `buckets[].auth.sigv4`. */
export const sigv4Schema = z.strictObject({
  region: text({ pattern: /^[A-Za-z0-9_-]{1,64}$/, patternDoc: 'the name of a region' })
    .prefault('us-east-1')
    .describe('Region that clients have to sign for.'),
  service: choice('s3').prefault('s3').describe('Service that clients have to sign for.'),
  access_key: text(ACCESS_KEY)
    .exactOptional()
    .describe('Access key id of the only pair. Needs `secret_key`. Either this pair or `credentials`.'),
  secret_key: text().exactOptional().describe('Secret access key of the only pair. Needs `access_key`.'),
  session_token: text(SESSION_TOKEN)
    .exactOptional()
    .describe('Session token that clients have to send with the only pair. Empty counts as absent.'),
  subject: text().exactOptional().describe('Name of the caller who signs with the only pair. Absent: the access key.'),
  credentials: z
    .array(credential)
    .min(1)
    .exactOptional()
    .describe('Pairs that clients sign with, where there is more than one.'),
  credentials_file: path()
    .exactOptional()
    .describe(
      'YAML or JSON file with a list of such pairs, alone or beside the others. Its changes count without a restart.',
    ),
  max_clock_skew_seconds: integer(1, 86_400)
    .prefault(900)
    .describe('Largest difference between the date of a signature in the header and the clock here.'),
  replay_protection: choice('off', 'strict')
    .prefault('off')
    .describe('`strict`: a signature in the header can write once. Not for presigned URLs.'),
});

/** The block `buckets[].auth`. */
export const authSchema = z
  .strictObject({
    enabled: boolean().describe('Whether clients have to prove who they are. `true` needs `jwt` or `sigv4`.'),
    jwt: jwtSchema.exactOptional().describe('JSON Web Tokens of an identity provider. See authentication.md.'),
    sigv4: sigv4Schema.exactOptional().describe('Signature Version 4, in the header or as a presigned URL.'),
    web_identity: webIdentitySchema
      .exactOptional()
      .describe('AssumeRoleWithWebIdentity: AWS SDKs log in with a token of `jwt`. See authentication.md.'),
  })
  .register(fieldInfo, { type: 'mapping', whenMissing: `must be written: ${NO_AUTH}` });

export type ParsedAuth = z.output<typeof authSchema>;
