import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { COMMAND_CLIENTS } from '../support/compatibility/command-clients.js';
import { LIBRARY_CLIENTS } from '../support/compatibility/library-clients.js';
import type { CaseRecord } from '../support/compatibility/records.js';
import { readDocument, ROOT } from '../support/documents.js';

interface Run {
  readonly client: string;
  readonly store: string;
  readonly transport: string;
  readonly cases: readonly CaseRecord[];
}

const RUNS = JSON.parse(readFileSync(join(ROOT, 'docs/compatibility.json'), 'utf8')) as Run[];
const CLIENTS = [...LIBRARY_CLIENTS, ...COMMAND_CLIENTS];

/** After a change of clients or cases: `npm run compatibility`. */
describe('docs/compatibility.md', () => {
  it('is made from docs/compatibility.json', () => {
    const page = execFileSync(process.execPath, [join(ROOT, 'scripts/compatibility/page.mjs')], { encoding: 'utf8' });
    expect(readDocument('docs/compatibility.md').text).toBe(page);
  });

  it('has every case of every client, on each store, over http and https', () => {
    const expected = CLIENTS.flatMap(({ name, cases }) =>
      ['folder', 'versitygw'].flatMap((store) =>
        ['http', 'https'].map((transport) => ({ client: name, store, transport, cases: cases.map((one) => one.name) })),
      ),
    );
    const recorded = RUNS.map(({ client, store, transport, cases }) => ({
      client,
      store,
      transport,
      cases: cases.map((one) => one.case),
    }));
    const byName = (a: object, b: object): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
    expect(recorded.toSorted(byName)).toEqual(expected.toSorted(byName));
  });

  it('explains no limit that no case meets', () => {
    const results = new Set(RUNS.flatMap(({ cases }) => cases.map(({ result }) => result)));
    const limits = CLIENTS.flatMap(({ cases }) => cases.flatMap(({ refusal }) => refusal?.limit ?? []));
    const titles = readDocument('docs/compatibility.md').text.match(/^### .+$/gm) ?? [];
    expect(titles).toHaveLength(new Set(limits).size);
    expect([...results].filter((result) => result !== 'stored').every((result) => result.startsWith('refused: '))).toBe(
      true,
    );
  });
});
