import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { RawConnection } from '../support/raw-http.js';
import { answerOf, verdict, verdictOn } from '../support/raw-request.js';
import type { RawResponse } from '../support/raw-response.js';
import { describeWith } from '../support/requirements.js';
import { tempDir } from '../support/temp-dir.js';
import type { TempDir } from '../support/temp-dir.js';
import { startVersitygw } from '../support/versitygw.js';
import type { Versitygw } from '../support/versitygw.js';
import { filesBelow, openSockets, WireGateway } from '../support/wire-gateway.js';
import { ALICE, BOB, CAROL, presigned, signed, TOKEN_OF_BOB } from './catalogue/bad-request.js';
import type { BadRequest } from './catalogue/bad-request.js';
import { CHUNKED_BODIES } from './catalogue/chunked-bodies.js';
import { DECLARATIONS } from './catalogue/declarations.js';
import { HEADER_SIGNATURES } from './catalogue/header-signatures.js';
import { MALFORMED_HTTP } from './catalogue/malformed-http.js';
import { PRESIGNED_URLS } from './catalogue/presigned-urls.js';
import { TARGETS } from './catalogue/targets.js';

const CATALOGUE = [
  ...MALFORMED_HTTP,
  ...TARGETS,
  ...HEADER_SIGNATURES,
  ...PRESIGNED_URLS,
  ...DECLARATIONS,
  ...CHUNKED_BODIES,
];

/** A gateway with a signed bucket, and a look at what its store holds. */
interface Stage {
  readonly target: WireGateway;
  files(): Promise<string[]>;
  stop(): Promise<void>;
}

const SIGNED_BUCKET = '/signed';

describe('the catalogue', () => {
  it('has at least 150 requests, each of another name', () => {
    expect(CATALOGUE.length).toBeGreaterThanOrEqual(150);
    expect(new Set(CATALOGUE.map(({ name }) => name)).size).toBe(CATALOGUE.length);
  });
});

describe('bad requests for a signed bucket in a folder', () => {
  let dir: TempDir;
  refusals(async () => {
    dir = await tempDir();
    const root = dir.join('signed');
    const target = await WireGateway.start({ moreBuckets: signedBucket({ filesystem: { root, fsync: false } }) });
    return {
      target,
      files: async () => (await filesBelow(root)).filter((path) => !/^\.mizuchi\/(?!tmp\/|uploads\/)/.test(path)),
      stop: async () => {
        await target.stop();
        await dir.remove();
      },
    };
  });
});

describeWith(['versitygw'], 'bad requests for a signed bucket on versitygw', () => {
  refusals(async () => {
    const backend: Versitygw = await startVersitygw();
    await backend.createBucket('backend');
    const s3 = {
      bucket: 'backend',
      region: backend.region,
      endpoint: backend.endpoint,
      access_key: backend.accessKey,
      secret_key: backend.secretKey,
    };
    const target = await WireGateway.start({ moreBuckets: signedBucket({ s3 }) });
    return {
      target,
      files: () => filesBelow(join(backend.root, 'backend')),
      stop: async () => {
        await target.stop();
        await backend.stop();
      },
    };
  });
});

function refusals(start: () => Promise<Stage>): void {
  let stage: Stage;
  beforeAll(async () => {
    stage = await start();
  });
  afterAll(async () => {
    await stage.stop();
    expect(await openSockets()).toBe(0);
  });

  it.each(CATALOGUE.map((row) => [row.name, row.answer, row] as const))('%s: %s', async (_name, _answer, row) => {
    const before = await stage.files();
    const from = stage.target.gateway.accessLog().length;
    using connection = await RawConnection.open(stage.target.port);
    // A refused body may be reset under our hands; the answer is what matters.
    await connection.send(row.bytes(SIGNED_BUCKET)).catch(() => undefined);
    const answer = await answerOf(connection, row.method);
    expect(row.method === 'HEAD' ? String(answer.status) : verdict(answer)).toBe(row.answer);
    expectErrorDocument(answer, row);
    if (row.ends === true) {
      expect(answer.headers['connection']).toBe('close');
      expect(await connection.waitForEnd()).toBe('end');
      expect(await connection.waitForResponses()).toHaveLength(1);
    }
    connection.close();
    const [line] = await stage.target.accessLog(from);
    expect(line).toMatchObject({ request_id: answer.headers['x-amz-request-id'], status: answer.status });
    const files = await eventually(
      () => stage.files(),
      (list) => list.length === before.length,
    );
    expect(files).toEqual(before);
  });

  it('are stored without their fault', async () => {
    for (const bytes of [
      signed(),
      presigned(),
      signed({ caller: BOB, headers: { 'x-amz-security-token': TOKEN_OF_BOB } }),
    ]) {
      expect(await verdictOn(stage.target.port, bytes(SIGNED_BUCKET))).toBe('200');
    }
    expect(await stage.files()).toEqual(['k']);
  });

  it('leave the other bucket as it was', async () => {
    await stage.target.expectUntouched();
  });
}

function expectErrorDocument({ headers, text }: RawResponse, { elements = {}, message, method }: BadRequest): void {
  const id = headers['x-amz-request-id'] ?? '';
  expect(id).toMatch(/^[0-9A-F]{16}$/);
  expect(headers['date']).toBe(new Date(headers['date'] ?? '').toUTCString());
  if (method === 'HEAD') return;
  expect(headers['content-type']).toBe('application/xml');
  expect(text).toContain(`<RequestId>${id}</RequestId>`);
  for (const [name, value] of Object.entries({ ...elements, ...(message !== undefined && { Message: message }) })) {
    const found = elementOf(text, name);
    if (typeof value === 'string') expect({ [name]: found }).toEqual({ [name]: value });
    else
      expect(`${name}=${found ?? 'none'}`).toMatch(new RegExp(value.source.replace(/^\^/, `^${name}=`), value.flags));
  }
  for (const { secretAccessKey } of [ALICE, BOB, CAROL]) expect(text).not.toContain(secretAccessKey);
}

function elementOf(text: string, name: string): string | undefined {
  const value = new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];
  const signs: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return value?.replace(/&(?:#(\d+)|#x([0-9A-Fa-f]+)|(\w+));/g, (_, decimal?: string, hex?: string, word?: string) =>
    word === undefined
      ? String.fromCodePoint(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal))
      : (signs[word] ?? ''),
  );
}

function signedBucket(store: object): string {
  const credentials = [
    { access_key: ALICE.accessKeyId, secret_key: ALICE.secretAccessKey, subject: 'alice' },
    { access_key: BOB.accessKeyId, secret_key: BOB.secretAccessKey, session_token: TOKEN_OF_BOB },
    { access_key: CAROL.accessKeyId, secret_key: CAROL.secretAccessKey, not_after: '2020-01-01T00:00:00Z' },
  ];
  const bucket = {
    name: 'signed',
    path_prefix: SIGNED_BUCKET,
    ...store,
    operations: ['upload', 'probe', 'DeleteObject', 'ListMultipartUploads'],
    auth: { enabled: true, sigv4: { credentials } },
  };
  return `  - ${JSON.stringify(bucket)}`;
}
