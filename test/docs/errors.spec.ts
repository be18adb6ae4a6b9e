import { describe, expect, it } from '@jest/globals';
import { S3_ERRORS } from '../../src/common/errors/s3-error-codes.js';
import { codeRows, readDocument } from '../support/documents.js';

describe('docs/errors.md', () => {
  it('lists exactly the codes of the error table, with status, source and retry, in its order', () => {
    const listed = codeRows(readDocument('docs/errors.md'), /^\| `[A-Za-z0-9]+` \| \d{3} \|/).map((cells) =>
      cells.slice(0, 4),
    );
    const expected = Object.entries(S3_ERRORS).map(([code, { status, source, retryable }]) => [
      code,
      String(status),
      source,
      retryable ? 'yes' : 'no',
    ]);
    expect(listed).toEqual(expected);
  });
});
