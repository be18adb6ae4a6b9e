import { z } from 'zod';
import { JWT_ALGORITHMS } from '../../../common/jwt/algorithms.js';
import { readClaimRule } from '../values/claim-rule.js';
import { readHttpUrl } from '../values/http-url.js';
import { readPublicKey } from '../values/public-key.js';
import { readChoice } from '../values/text.js';
import { boolean, choice, duration, field, fieldInfo, integer, text } from './field.js';
import { tlsSchema } from './tls-schema.js';

const algorithm = () => field('algorithm', (raw) => readChoice(raw, JWT_ALGORITHMS));
const url = () => field('URL', readHttpUrl);
const publicKey = () => field('PEM', readPublicKey);

/** One text counts as a list of one. */
const texts = () =>
  z
    .preprocess((raw) => (typeof raw === 'string' ? [raw] : raw), z.array(text()).min(1))
    .register(fieldInfo, { type: 'string or list of strings' });

const key = z.strictObject({
  kid: text().describe('Key id that tokens name in their header. Each is there once.'),
  algorithm: algorithm().describe('The one algorithm that the key is used with.'),
  secret: text().exactOptional().describe('Shared secret, for HS256, HS384, HS512.'),
  public_key: publicKey().exactOptional().describe('Public key in PEM, for every other algorithm.'),
});

const tokenSource = z.strictObject({
  type: choice('bearer', 'query', 'header', 'cookie').describe(
    'Kind of place: `Authorization: Bearer`, a query parameter, a header, a cookie.',
  ),
  name: text({ pattern: /^[\w!#$%&'*+.^`|~-]+$/, patternDoc: 'a name without spaces and separators' })
    .exactOptional()
    .describe('Name of the parameter, header or cookie. Not with `bearer`.'),
  prefix: text({ minLength: 0 })
    .exactOptional()
    .describe('What stands before the token in the header. Absent: nothing.'),
});

/** The block `buckets[].auth.jwt`. */
export const jwtSchema = z.strictObject({
  algorithm: algorithm()
    .exactOptional()
    .describe(`The one algorithm that is accepted: ${JWT_ALGORITHMS.join(', ')}. Either this or \`algorithms\`.`),
  algorithms: z
    .array(algorithm())
    .min(1)
    .register(fieldInfo, { type: 'list of algorithms' })
    .exactOptional()
    .describe('The algorithms that are accepted. Each needs a key of its kind.'),
  secret: text().exactOptional().describe('Shared secret, for HS256, HS384, HS512. At least as long as the hash.'),
  public_key: publicKey().exactOptional().describe('Public key in PEM, for every other algorithm.'),
  keys: z.array(key).min(1).exactOptional().describe('Keys by id, each with its own algorithm.'),
  jwks_url: url().exactOptional().describe('Key set of the identity provider (JWKS). Needs `issuer` and `audience`.'),
  jwks_urls: z
    .array(url())
    .min(1)
    .register(fieldInfo, { type: 'list of URLs' })
    .exactOptional()
    .describe('Several key sets; a key of any of them counts. Instead of `jwks_url`.'),
  cache_ttl_seconds: integer(1, 2_592_000)
    .prefault(3600)
    .describe('How long a key set is used before it is fetched again.'),
  jwks_max_stale: duration()
    .prefault('24h')
    .describe('How long keys count, from their last fetch, while the identity provider cannot be reached.'),
  tls: tlsSchema.exactOptional().describe('TLS towards an https key set.'),
  issuer: texts()
    .exactOptional()
    .describe(
      'Accepted values of `iss`. `any` accepts every one. Absent: not looked at, for secrets and own keys only.',
    ),
  audience: texts()
    .exactOptional()
    .describe('The token must name one of these in `aud`. `any` and absent as for `issuer`.'),
  clock_tolerance_seconds: integer(0, 600).prefault(30).describe('By how much clocks may differ for exp, nbf and iat.'),
  token_sources: z
    .array(tokenSource)
    .min(1)
    .prefault([{ type: 'bearer' }])
    .describe('Where a token may stand. The first place that has one counts; other places are not looked at.'),
  claims: z
    .array(field('claim rule', (raw) => readClaimRule(raw)))
    .register(fieldInfo, { type: 'list of claim rules' })
    .prefault([])
    .describe('What the claims of a token must be; all rules must hold. See authentication.md.'),
  sigv4_session: boolean()
    .prefault(false)
    .describe('Whether S3 clients sign with a pair of `sigv4` and send the token as session token. Both must hold.'),
});

export type ParsedJwt = z.output<typeof jwtSchema>;
