import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { errorCode } from '../../src/common/errors/classify.js';
import { parseRequestTarget } from '../../src/common/s3/request-target.js';
import { RequestVerifier } from '../../src/common/sigv4/request-verifier.js';
import { describeWith, programPath } from '../support/requirements.js';
import { AWS4_SIGNER } from '../support/signers/aws4-signer.js';
import { AWS_SDK_SIGNER } from '../support/signers/aws-sdk-signer.js';
import { BotocoreSigner } from '../support/signers/botocore-signer.js';
import { anySignable, SIGNED_FOR } from '../support/signers/signable-request.js';
import type { IndependentSigner, Signable, SignedWire } from '../support/signers/signable-request.js';
import { HEADER_MUTATIONS, QUERY_MUTATIONS } from '../support/signers/wire-mutations.js';

/** Requests in all: three signers, in the header and in the query. */
const REQUESTS = Number(process.env['MIZUCHI_SIGNED_REQUESTS'] ?? 2_000);
const NUM_RUNS = Math.ceil(REQUESTS / 6);
const REFUSED =
  /^(?:AccessDenied|Authorization\w+|InvalidAccessKeyId|InvalidArgument|InvalidRequest|SignatureDoesNotMatch|RequestTimeTooSkewed)$/;
/** Ends what hangs. 10,000 requests take about a minute. */
const PATIENCE_MS = 300_000;

function verdict(
  { secretAccessKey, sessionToken, now }: Signable,
  { method, path, query, headers }: SignedWire,
): string {
  const keys = [{ accessKeyId: SIGNED_FOR.accessKeyId, secretAccessKey, sessionToken, subject: 'alice' }];
  const verifier = new RequestVerifier({ region: SIGNED_FOR.region, service: 's3', maxSkewMs: 900_000 }, keys);
  const all = new Map(Object.entries(headers));
  try {
    const target = parseRequestTarget(query === '' ? path : `${path}?${query}`);
    const request = {
      method,
      rawPath: target.rawPath,
      query: target.query,
      headers: all,
      hosts: [all.get('host') ?? ''],
    };
    return verifier.verify(request, now.getTime()).key.subject;
  } catch (error) {
    return errorCode(error) ?? String(error);
  }
}

function roundTrips(signer: () => IndependentSigner): void {
  it.each([
    ['in the header', 'signHeader', HEADER_MUTATIONS],
    ['in a presigned URL', 'presign', QUERY_MUTATIONS],
  ] as const)(
    '%s: what was signed is accepted, and each change to it refused',
    async (_where, sign, mutations) => {
      const tried = new Set<string>();
      await fc.assert(
        fc.asyncProperty(anySignable, fc.nat(63), async (request, place) => {
          const wire = await signer()[sign](request);
          expect(verdict(request, wire)).toBe('alice');
          for (const [name, mutate] of Object.entries(mutations)) {
            const mutated = mutate(wire, place);
            if (mutated === undefined || isSame(wire, mutated)) continue;
            tried.add(name);
            const found = verdict(request, mutated);
            if (!REFUSED.test(found)) throw new Error(`${name}: ${found}`);
          }
        }),
        { numRuns: NUM_RUNS },
      );
      // Metadata of a presigned URL of the AWS SDK stands in its query.
      const expected = Object.keys(mutations).filter((name) => tried.has(name) || !name.startsWith('metadata'));
      expect([...tried].sort()).toEqual(expected.sort());
    },
    PATIENCE_MS,
  );
}

function isSame(one: SignedWire, other: SignedWire): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

describe('signatures of the AWS SDK for JavaScript', () => {
  roundTrips(() => AWS_SDK_SIGNER);
});

describe('signatures of aws4', () => {
  roundTrips(() => AWS4_SIGNER);
});

describeWith(['python'], 'signatures of botocore', () => {
  let signer: BotocoreSigner;
  beforeAll(() => {
    signer = new BotocoreSigner(programPath('python'));
  });
  afterAll(() => signer.stop());
  roundTrips(() => signer);
});
