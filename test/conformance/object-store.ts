import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeChanges } from './object-store/changes.js';
import { describeChecksums } from './object-store/checksums.js';
import { describeConditionalWrites } from './object-store/conditional-writes.js';
import { describeCopies } from './object-store/copies.js';
import { describeKeys } from './object-store/keys.js';
import { describeMultipart } from './object-store/multipart.js';
import { describeMultipartFaults } from './object-store/multipart-faults.js';
import { describeObjectListing } from './object-store/object-listing.js';
import { describeObjects } from './object-store/objects.js';
import { describeReads } from './object-store/reads.js';
import { StoreSubject } from './object-store/store-subject.js';
import type { ObjectStoreFactory, StoreCapabilities } from './object-store/store-subject.js';
import { describeUploadListing } from './object-store/upload-listing.js';

export type { ObjectStoreFactory, ObjectStoreFixture, StoreCapabilities } from './object-store/store-subject.js';

/** A store that does everything Amazon S3 does. */
const AMAZON_S3: StoreCapabilities = {
  atomicCreate: true,
  conditionalWrites: true,
  listMultipartUploads: true,
  missingBucket: true,
  multipartChecksums: true,
  readsParts: true,
  unsupportedKeys: [],
};

/**
 * What every adapter of the ObjectStore port must do, in terms of what Amazon S3 does.
 * @param capabilities what the store behind this adapter legitimately cannot do
 */
export function describeObjectStore(
  name: string,
  factory: ObjectStoreFactory,
  capabilities: Partial<StoreCapabilities> = {},
): void {
  describe(`object store: ${name}`, () => {
    const subject = new StoreSubject({ ...AMAZON_S3, ...capabilities });

    beforeAll(async () => {
      await subject.start(factory);
    });
    afterAll(async () => {
      await subject.stop();
    });

    describeObjects(subject);
    describeReads(subject);
    describeObjectListing(subject);
    describeKeys(subject);
    describeConditionalWrites(subject);
    describeChanges(subject);
    describeCopies(subject);
    describeMultipart(subject);
    describeMultipartFaults(subject);
    describeUploadListing(subject);
    describeChecksums(subject);
  });
}
