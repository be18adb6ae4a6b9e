import { describe, expect, it } from '@jest/globals';
import { MetricCatalogue } from '../../src/modules/metrics/index.js';
import { allDocuments, codeRows, readDocument } from '../support/documents.js';

const own = async (): Promise<{ name: string; type: string }[]> => {
  const metrics = await new MetricCatalogue().registry.getMetricsAsJSON();
  return metrics
    .filter(({ name }) => name.startsWith('mizuchi_'))
    .map(({ name, type }) => ({ name, type: String(type) }));
};

describe('the metrics in the documents', () => {
  it('are in docs/operations.md exactly those of the catalogue, with their types', async () => {
    const listed = codeRows(readDocument('docs/operations.md'), /^\| `mizuchi_\w+` \|/).map(([name, type]) => ({
      name,
      type,
    }));
    expect(listed).toEqual(await own());
  });

  it('all exist', async () => {
    const known = new Set((await own()).map(({ name }) => name));
    const named = allDocuments().flatMap(({ path, text }) =>
      [...text.matchAll(/\bmizuchi_\w+/g)].map(([name]) => ({ path, name })),
    );
    expect(named.filter(({ name }) => !known.has(name))).toEqual([]);
  });
});
