import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { COMPLETE_KEEP_ALIVE } from '../../src/modules/multipart/index.js';
import { eventually } from '../support/eventually.js';
import { startGateway } from '../support/gateway.js';
import type { TestGateway } from '../support/gateway.js';
import { answer, errorXml, RawBackend } from '../support/raw-backend.js';
import { RawConnection } from '../support/raw-http.js';
import { answerOf, request } from '../support/raw-request.js';
import { tempDir } from '../support/temp-dir.js';

const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';
const CREATED = `${XML}<InitiateMultipartUploadResult><UploadId>backend-id</UploadId></InitiateMultipartUploadResult>`;
const COMPLETED = `${XML}<CompleteMultipartUploadResult><ETag>&quot;e-1&quot;</ETag></CompleteMultipartUploadResult>`;
const DOCUMENT =
  '<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>e</ETag></Part></CompleteMultipartUpload>';
const OK = answer('200 OK', { 'x-amz-version-id': 'v1' }, COMPLETED);

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** A gateway before a backend that completes when it is told to, with what it is told. */
async function startSlow(interval: number) {
  const verdict = Promise.withResolvers<string>();
  const asked = Promise.withResolvers<undefined>();
  let answered = false;
  const backend = await RawBackend.start(async (connection) => {
    for (;;) {
      const { head } = await connection.request();
      if (head.startsWith('POST') && head.includes('?uploads')) {
        connection.send(answer('200 OK', {}, CREATED));
      } else {
        asked.resolve(undefined);
        connection.send(await verdict.promise);
        answered = true;
      }
    }
  });
  open.push(() => backend.close());
  const dir = await tempDir();
  open.push(() => dir.remove());
  const gateway = await startGateway(
    `buckets:
  - name: uploads
    path_prefix: /uploads
    s3: { bucket: b, region: us-east-1, endpoint: "${backend.endpoint}", access_key: a, secret_key: s }
    auth: { enabled: false }`,
    dir.join('state'),
    { settings: [{ provide: COMPLETE_KEEP_ALIVE, useValue: interval }] },
  );
  open.push(() => gateway.close());
  const created = await (await fetch(`${gateway.url}/uploads/k?uploads`, { method: 'POST' })).text();
  const uploadId = /<UploadId>([\w-]+)</.exec(created)?.[1] ?? '';
  return { gateway, uploadId, verdict, asked: asked.promise, answered: () => answered };
}

const complete = (uploadId: string): Buffer => request('POST', `/uploads/k?uploadId=${uploadId}`, DOCUMENT);
const accessLine = (gateway: TestGateway) =>
  eventually(
    () => gateway.accessLog().find((line) => line['operation'] === 'CompleteMultipartUpload'),
    (line) => line !== undefined,
  );

describe('a Complete that answers soon', () => {
  it('has its real status and headers', async () => {
    const { gateway, uploadId, verdict } = await startSlow(60_000);
    verdict.resolve(OK);
    using client = await RawConnection.open(gateway.port);
    await client.send(complete(uploadId));
    const { status, headers, text } = await answerOf(client, 'POST');
    expect([status, headers['x-amz-version-id'], headers['transfer-encoding']]).toEqual([200, 'v1', undefined]);
    expect(text).toMatch(/^<\?xml [^>]*>\n<CompleteMultipartUploadResult /);
  });

  it('fails with its real status', async () => {
    const { gateway, uploadId, verdict } = await startSlow(60_000);
    verdict.resolve(
      answer('400 Bad Request', {}, errorXml('InvalidPart', { PartNumber: '1', UploadId: 'backend-id' })),
    );
    using client = await RawConnection.open(gateway.port);
    await client.send(complete(uploadId));
    const { status, text } = await answerOf(client, 'POST');
    expect(status).toBe(400);
    expect(text).toContain(`<UploadId>${uploadId}</UploadId><PartNumber>1</PartNumber>`);
    expect(text).not.toContain('backend-id');
  });
});

describe('a Complete that takes long', () => {
  it('answers 200, the XML declaration and spaces, then the result', async () => {
    const { gateway, uploadId, verdict } = await startSlow(20);
    using client = await RawConnection.open(gateway.port);
    await client.send(complete(uploadId));
    const begun = await client.waitFor((bytes) => bytes.includes('\r\n1\r\n \r\n1\r\n \r\n'));
    expect(begun.toString('latin1')).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    verdict.resolve(OK);
    const { headers, text } = await answerOf(client, 'POST');
    expect(headers).toMatchObject({ 'content-type': 'application/xml', 'transfer-encoding': 'chunked' });
    expect(headers['x-amz-request-id']).toMatch(/^[0-9A-F]{16}$/);
    expect(text).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n {2,}<CompleteMultipartUploadResult [^]*e-1/);
    expect(text.match(/<\?xml/g)).toHaveLength(1);
    expect(await accessLine(gateway)).toMatchObject({ status: 200 });
    // The connection serves the next request.
    await client.send(request('POST', '/uploads/k?uploads'));
    expect((await answerOf(client, 'POST', 2)).text).toContain('<InitiateMultipartUploadResult');
  });

  it('puts an error into the body, into the log and into the metrics', async () => {
    const { gateway, uploadId, verdict } = await startSlow(20);
    using client = await RawConnection.open(gateway.port);
    await client.send(complete(uploadId));
    await client.waitFor((bytes) => bytes.includes('\r\n1\r\n \r\n'));
    verdict.resolve(answer('400 Bad Request', {}, errorXml('InvalidPart', { PartNumber: '1' })));
    const { status, text } = await answerOf(client, 'POST');
    expect(status).toBe(200);
    expect(text).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n +<Error><Code>InvalidPart<\/Code>/);
    expect(text).toContain(`<UploadId>${uploadId}</UploadId>`);
    expect(await accessLine(gateway)).toMatchObject({ status: 200, code: 'InvalidPart' });
    const metrics = await (await fetch(`${gateway.managementUrl}/metrics`)).text();
    expect(metrics).toContain('mizuchi_requests_total{operation="CompleteMultipartUpload",code="InvalidPart"} 1');
  });

  it.each([
    ['a result', OK],
    ['an error', answer('500 Oops', {}, errorXml('InternalError'))],
  ])('goes on without its client, until %s', async (_what, text) => {
    const { gateway, uploadId, verdict, asked, answered } = await startSlow(20);
    const client = await RawConnection.open(gateway.port);
    await client.send(complete(uploadId));
    await asked;
    await client.waitFor((bytes) => bytes.includes('\r\n1\r\n \r\n'));
    client.reset();
    expect(await accessLine(gateway)).toMatchObject({ status: 499 });
    // Long enough for the timer to meet the closed connection.
    await sleep(60);
    verdict.resolve(text);
    expect(await eventually(answered, Boolean)).toBe(true);
    expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
  });
});
