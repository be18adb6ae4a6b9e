import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'undici';
import { folderBucket, startGateway } from '../support/gateway.js';
import type { TestGateway } from '../support/gateway.js';
import { tempDir } from '../support/temp-dir.js';
import type { TempDir } from '../support/temp-dir.js';

const PARTS = 2_500;
const MOST_PARTS = 10_000;
const CONNECTIONS = 16;

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, n) => from + n);
const etagOf = (number: number): string => createHash('md5').update(`part ${number}`).digest('hex');
const documentOf = (parts: readonly number[]): string =>
  `<CompleteMultipartUpload>${parts
    .map((number) => `<Part><PartNumber>${number}</PartNumber><ETag>"${etagOf(number)}"</ETag></Part>`)
    .join('')}</CompleteMultipartUpload>`;

/** What a ListParts page says about itself, and the numbers and ETags in it. */
function readPage(xml: string) {
  const text = (name: string): string | undefined => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  const all = (name: string): string[] => [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(lastOf);
  return {
    numbers: all('PartNumber').map(Number),
    etags: all('ETag').map((etag) => etag.replaceAll('&quot;', '')),
    truncated: text('IsTruncated') === 'true',
    next: Number(text('NextPartNumberMarker')),
    max: Number(text('MaxParts')),
  };
}

const lastOf = (match: RegExpMatchArray): string => match.at(-1) ?? '';

describe('an upload of very many parts', () => {
  let dir: TempDir;
  let gateway: TestGateway;
  let client: Pool;
  let uploadId: string;
  beforeAll(async () => {
    dir = await tempDir();
    gateway = await startGateway(`buckets:\n${folderBucket('uploads', dir.join('data'))}`, dir.join('state'));
    client = new Pool(gateway.url, { connections: CONNECTIONS });
    uploadId = /<UploadId>([\w-]+)</.exec((await call('POST', '?uploads')).text)?.[1] ?? '';
    const waiting = numbers(1, PARTS);
    await Promise.all(
      numbers(1, CONNECTIONS).map(async () => {
        for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
          await call('PUT', `?partNumber=${number}&uploadId=${uploadId}`, `part ${number}`);
        }
      }),
    );
  });
  afterAll(async () => {
    await client.close();
    await gateway.close();
    await dir.remove();
  });

  async function call(method: 'GET' | 'POST' | 'PUT', query: string, body: string | null = null) {
    const answer = await client.request({ path: `/uploads/big${query}`, method, body });
    return { status: answer.statusCode, text: await answer.body.text() };
  }
  async function page(query: string) {
    const { status, text } = await call('GET', `?uploadId=${uploadId}${query}`);
    expect(status).toBe(200);
    return readPage(text);
  }
  const complete = (parts: readonly number[]) => call('POST', `?uploadId=${uploadId}`, documentOf(parts));

  it('is listed in pages of 1000', async () => {
    const first = await page('');
    expect([first.max, first.truncated, first.next]).toEqual([1000, true, 1000]);
    expect(first.etags).toEqual(numbers(1, 1000).map(etagOf));
    const second = await page('&part-number-marker=1000');
    expect([second.numbers, second.truncated]).toEqual([numbers(1001, 2000), true]);
    const third = await page('&part-number-marker=2000');
    expect([third.numbers, third.truncated]).toEqual([numbers(2001, PARTS), false]);
  });

  it.each([
    ['&max-parts=7', numbers(1, 7), true, 7],
    ['&max-parts=7&part-number-marker=2496', numbers(2497, PARTS), false, 7],
    ['&max-parts=4&part-number-marker=2496', numbers(2497, PARTS), false, 4],
    ['&max-parts=1001', numbers(1, 1000), true, 1000],
    ['&max-parts=0', [], false, 0],
    ['&part-number-marker=2500', [], false, 1000],
    ['&part-number-marker=2147483647', [], false, 1000],
  ])('is listed with %s', async (query, listed, truncated, max) => {
    expect(await page(query)).toMatchObject({ numbers: listed, truncated, max });
  });

  it.each(['&max-parts=-1', '&max-parts=x', '&part-number-marker=2147483648'])('refuses %s', async (query) => {
    const { status, text } = await call('GET', `?uploadId=${uploadId}${query}`);
    expect([status, text]).toEqual([400, expect.stringContaining('<Code>InvalidArgument</Code>')]);
  });

  it('is completed with no part that is not there, among 10,000 in one document', async () => {
    const { status, text } = await complete(numbers(1, MOST_PARTS));
    expect([status, text]).toEqual([400, expect.stringContaining('<Code>InvalidPart</Code>')]);
    expect(text).toContain(`<UploadId>${uploadId}</UploadId><PartNumber>2501</PartNumber>`);
  });

  it.each([
    ['a part number over 10,000', [...numbers(1, 2), MOST_PARTS + 1], 'InvalidArgument'],
    ['more than 10,000 parts', [...numbers(1, MOST_PARTS), MOST_PARTS], 'MalformedXML'],
    ['small parts before the last', numbers(1, PARTS), 'EntityTooSmall'],
  ])('is not completed with %s', async (_what, parts, code) => {
    const { status, text } = await complete(parts);
    expect([status, text]).toEqual([400, expect.stringContaining(`<Code>${code}</Code>`)]);
  });

  it('is completed with the one part that may be small', async () => {
    expect(await complete([PARTS])).toMatchObject({ status: 200, text: expect.stringContaining('-1&quot;</ETag>') });
  });
});
