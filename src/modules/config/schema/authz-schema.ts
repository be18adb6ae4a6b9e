import { z } from 'zod';
import { readNameTemplate } from '../values/name-template.js';
import { readPolicyPath } from '../values/policy-path.js';
import { readRelationName, readRelations } from '../values/relations.js';
import { readServiceUrl } from '../values/service-url.js';
import { boolean, choice, field, integer, path, text } from './field.js';
import { tlsSchema } from './tls-schema.js';

const nameTemplate = (kind: 'user' | 'object') => field('name template', (raw) => readNameTemplate(raw, kind));

/** Seconds. */
const timeout = () => integer(1, 300);

/** What every engine remembers. */
const cache = {
  cache_ttl_seconds: integer(0, 86_400)
    .prefault(60)
    .describe('How long a consent is remembered; never longer than the token of the caller holds. 0: not at all.'),
  cache_deny_ttl_seconds: integer(0, 86_400)
    .exactOptional()
    .describe('How long a refusal is remembered. Absent: as `cache_ttl_seconds`.'),
  cache_max_entries: integer(1, 1_000_000)
    .prefault(1000)
    .describe('Most decisions that are remembered; the ones not used for longest go first.'),
};

const opa = z.strictObject({
  url: field('URL', readServiceUrl)
    .exactOptional()
    .describe('http or https address of the OPA server. Exactly one of `url` and `wasm`.'),
  policy_path: field('policy path', readPolicyPath)
    .exactOptional()
    .describe('Path of the rule, such as `mizuchi/allow`, with or without `/v1/data/`. Needed with `url`.'),
  wasm: path()
    .exactOptional()
    .describe('Policy compiled by `opa build -t wasm`; read again when it changes. Exactly one of `url` and `wasm`.'),
  entrypoint: text().exactOptional().describe('Entry point in the compiled policy. Needed with `wasm`.'),
  timeout_seconds: timeout()
    .exactOptional()
    .describe('Longest wait for an answer in seconds, 5 when absent. Only with `url`.'),
  ...cache,
  tls: tlsSchema.exactOptional().describe('TLS towards an https server.'),
});

const clientCredentials = z.strictObject({
  issuer: field('URL', readServiceUrl).describe(
    'Address of the token endpoint; without a path, `/oauth/token` below it.',
  ),
  audience: text().describe('Audience to ask for.'),
  client_id: text().describe('Client id.'),
  client_secret: text().describe('Client secret.'),
});

const contextualTuple = z.strictObject({
  user: nameTemplate('user').describe('Template of the user.'),
  relation: field('relation', readRelationName).describe('Relation.'),
  object: nameTemplate('object').describe('Template of the object.'),
});

const openfga = z.strictObject({
  url: field('URL', readServiceUrl).describe('http or https address of the OpenFGA server.'),
  store_id: text().describe('Id of the store.'),
  model_id: text({ minLength: 0 }).exactOptional().describe("Id of the model. Absent or empty: the store's latest."),
  api_token: text({ minLength: 0 })
    .exactOptional()
    .describe('Pre-shared key. Empty counts as absent. At most one of `api_token` and `client_credentials`.'),
  client_credentials: clientCredentials
    .exactOptional()
    .describe('OAuth 2 client credentials. At most one of `api_token` and `client_credentials`.'),
  relations: field('mapping of actions', readRelations)
    .prefault({ upload: 'writer' })
    .describe('Relation, or list of relations that must all hold, for each action. An action without one is refused.'),
  object: nameTemplate('object')
    .prefault('bucket:{bucket}')
    .describe('Template of the object, from `{bucket}`, `{key}`, `{key.dir}`, `{sub}` and `{claim.NAME}`.'),
  user: nameTemplate('user').prefault('user:{sub}').describe('Template of the user, from the same values.'),
  contextual_tuples: z
    .array(contextualTuple)
    .prefault([])
    .describe('Tuples that hold for the request only. A claim that is a list makes one for each entry.'),
  consistency: choice('minimize_latency', 'higher_consistency')
    .exactOptional()
    .describe("Which answers the server may give from its own cache. Absent: the server's default."),
  timeout_seconds: timeout().prefault(5).describe('Longest wait for an answer, in seconds.'),
  ...cache,
  tls: tlsSchema.exactOptional().describe('TLS towards an https server.'),
});

/** The block `buckets[].authz`. */
export const authzSchema = z.strictObject({
  enabled: boolean().prefault(true).describe('Whether the engines are asked.'),
  opa: opa.exactOptional().describe('Open Policy Agent: a server, or a policy in this process.'),
  openfga: openfga.exactOptional().describe('OpenFGA. With `opa` beside it, both have to agree.'),
  on_error: choice('deny', 'allow')
    .prefault('deny')
    .describe('What happens while an engine gives no usable answer: `deny` is 503, `allow` lets everyone through.'),
});

export type ParsedAuthz = z.output<typeof authzSchema>;
