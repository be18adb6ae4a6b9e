import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mintUploadId, openUploadId } from './upload-id.js';

const keys = [Buffer.alloc(32, 1)];
const binding = { bucket: 'b', key: 'k', subject: 'alice' };

describe('upload ids', () => {
  it('give back the id of the store to the one they are bound to', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), fc.string(), fc.string(), (id, key, subject) => {
        const bound = { bucket: 'b', key, subject };
        const uploadId = mintUploadId(keys, id, bound);
        expect(uploadId).toMatch(/^[\w-]+$/);
        expect(openUploadId(keys, uploadId, bound)).toEqual({ storeId: id, facts: {} });
      }),
    );
  });

  it.each([
    ['another bucket', { ...binding, bucket: 'c' }],
    ['another key', { ...binding, key: 'l' }],
    ['another subject', { ...binding, subject: 'bob' }],
    ['fields moved into each other', { ...binding, bucket: 'bk', key: '' }],
  ])('are worth nothing for %s', (_what, other) => {
    const uploadId = mintUploadId(keys, 'store-id', binding);
    expect(() => openUploadId(keys, uploadId, other)).toThrow(expect.objectContaining({ code: 'NoSuchUpload' }));
  });

  it('have one spelling, and no changed one is taken', () => {
    const uploadId = mintUploadId(keys, 'store-id', binding);
    const others = uploadId.split('').map((character, index) => {
      const changed = character === 'A' ? 'B' : 'A';
      return uploadId.slice(0, index) + changed + uploadId.slice(index + 1);
    });
    for (const other of [...others, `${uploadId}=`, ` ${uploadId}`, uploadId.slice(4), '', 'x', uploadId + uploadId]) {
      expect(() => openUploadId(keys, other, binding)).toThrow(expect.objectContaining({ code: 'NoSuchUpload' }));
    }
  });

  it('carry facts that later requests need', () => {
    const facts = { key: 'acme/ä/€', contentType: 'image/png' };
    const uploadId = mintUploadId(keys, 'id', binding, facts);
    expect(openUploadId(keys, uploadId, binding)).toEqual({ storeId: 'id', facts });
    const bytes = Buffer.from(uploadId, 'base64url');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => openUploadId(keys, changed.toString('base64url'), binding)).toThrow();
    }
  });

  it('survive a rotation of the secret, in one direction', () => {
    const next = [Buffer.alloc(32, 2), ...keys];
    expect(openUploadId(next, mintUploadId(keys, 'id', binding), binding).storeId).toBe('id');
    expect(() => openUploadId(keys, mintUploadId(next, 'id', binding), binding)).toThrow();
  });
});
