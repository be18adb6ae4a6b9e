import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createAuthorizers } from '../../src/modules/authz/index.js';
import type { BucketConfig } from '../../src/modules/config/index.js';
import type { AuthorizationRequest, Authorizer, Decision } from '../../src/modules/runtime/index.js';
import { authorizationRequest } from '../support/authorization-request.js';
import { compilePolicy, startOpa } from '../support/opa.js';
import { describeWith } from '../support/requirements.js';
import { tempDir } from '../support/temp-dir.js';

const INPUTS = 1000;
const POLICY = `package mizuchi

allow := {"allow": true, "obligations": {"max_size": 1000, "key_prefix": input.subject}} if {
	input.action == "upload"
	startswith(input.resource.key, input.subject)
	input.context.content_length < 1000
	not ops
}

allow if {
	ops
	regex.match("^[a-z/.]+$", input.resource.key)
}

allow := {"allow": false, "reason": sprintf("%s may not", [input.subject])} if {
	input.action == "delete"
	not ops
}

ops if "ops" in input.claims.groups
`;
const SUBJECTS = ['alice', 'bob', 'é', 'a"b', '', '*'];
const KEYS = ['alice/a', 'bob/../a', 'é/ü', 'a"b\\n', 'x y', 'plain.txt', ''];
const GROUPS = [undefined, [], ['ops'], ['dev', 'ops'], 'ops', { ops: true }];

/** Always the same sequence: a failure can be repeated (Numerical Recipes' generator). */
function randomRequests(): AuthorizationRequest[] {
  let state = 20_27;
  const pick = <T>(choices: readonly T[]): T => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return choices[Math.floor((state / 2 ** 32) * choices.length)] as T;
  };
  return Array.from({ length: INPUTS }, () => {
    const groups = pick(GROUPS);
    const subject = pick(SUBJECTS);
    const claims = groups === undefined ? {} : { groups };
    const { context } = authorizationRequest();
    return authorizationRequest({
      principal: { method: 'sigv4', subject, claims },
      action: pick(['upload', 'delete', 'read'] as const),
      resource: { bucket: 'b', key: pick([subject, '']) + pick(KEYS) },
      context: {
        ...context,
        contentLength: pick([undefined, 0, 999, 1000]),
        headers: new Map([['origin', pick(KEYS)]]),
      },
    });
  });
}

const observer = { cache: () => undefined, evaluated: () => undefined };

async function opaAuthorizer(opa: object): Promise<Authorizer> {
  const cache = { cache_ttl_seconds: 0, cache_deny_ttl_seconds: 0, cache_max_entries: 1 };
  const config = { name: 'b', authz: { opa: { ...opa, ...cache }, on_error: 'deny' } } as unknown as BucketConfig;
  const authorizers = await createAuthorizers(config);
  if (authorizers.opa === undefined) throw new Error('no engine');
  return authorizers.opa;
}

describeWith(['opa'], 'a policy in a server and the same in this process', () => {
  const dir = tempDir();
  let server: Authorizer;
  let wasm: Authorizer;
  let opa: Awaited<ReturnType<typeof startOpa>>;
  beforeAll(async () => {
    opa = await startOpa(POLICY);
    const file = (await dir).join('policy.wasm');
    await writeFile(file, await compilePolicy(POLICY, 'mizuchi/allow', (await dir).path));
    server = await opaAuthorizer({ url: opa.url, policy_path: 'mizuchi/allow', timeout_seconds: 30 });
    wasm = await opaAuthorizer({ wasm: file, entrypoint: 'mizuchi/allow' });
  });
  afterAll(async () => {
    await server.close();
    await wasm.close();
    await opa.stop();
    await (await dir).remove();
  });

  it(`decide alike about ${INPUTS} requests`, async () => {
    const decisions: Decision[] = [];
    for (const request of randomRequests()) {
      const decision = await wasm.authorize(request, observer);
      expect({ request, decision }).toEqual({ request, decision: await server.authorize(request, observer) });
      decisions.push(decision);
    }
    // Otherwise they would agree about nothing.
    expect(decisions.filter(({ allow }) => allow).length).toBeGreaterThan(100);
    expect(decisions.filter(({ allow }) => !allow).length).toBeGreaterThan(100);
  });
});
