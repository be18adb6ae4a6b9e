import { describe, it } from '@jest/globals';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createS3Store } from '../../src/modules/s3-pool/index.js';
import { describeObjectStore } from '../conformance/object-store.js';
import { s3Config } from '../support/s3-config.js';

/*
 * The store suite against a server of your choice: MIZUCHI_TEST_S3_ENDPOINT (such as http://127.0.0.1:9000),
 * MIZUCHI_TEST_S3_KEY, MIZUCHI_TEST_S3_SECRET and MIZUCHI_TEST_S3_BUCKET, which exists, and MIZUCHI_TEST_S3_REGION
 * (us-east-1 without it). Objects of the run stay in the bucket. The suite holds every server to what Amazon S3 does.
 */

const NAMES = ['ENDPOINT', 'KEY', 'SECRET', 'BUCKET'] as const;
const setting = (name: string): string => process.env[`MIZUCHI_TEST_S3_${name}`] ?? '';
const missing = NAMES.filter((name) => setting(name) === '').map((name) => `MIZUCHI_TEST_S3_${name}`);

if (missing.length === 0) {
  const region = setting('REGION') === '' ? 'us-east-1' : setting('REGION');
  const credentials = { accessKeyId: setting('KEY'), secretAccessKey: setting('SECRET') };
  describeObjectStore(`S3 at ${setting('ENDPOINT')}`, () => {
    const endpoint = setting('ENDPOINT');
    const reader = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    const store = createS3Store(
      s3Config(endpoint, {
        // As the client names it, so that a bucket that does not exist can be asked for.
        ...{ bucket: '{bucket}', region },
        ...{ access_key: credentials.accessKeyId, secret_key: credentials.secretAccessKey },
      }),
    );
    return Promise.resolve({
      store,
      bucket: setting('BUCKET'),
      read: async ({ bucket, key }) => {
        const { Body } = await reader.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return Buffer.from((await Body?.transformToByteArray()) ?? []);
      },
      close: () => {
        reader.destroy();
        return Promise.resolve();
      },
    });
  });
} else if (missing.length < NAMES.length) {
  // Half a configuration was meant as one: a run that quietly leaves the server out would be believed.
  throw new Error(`${missing.join(', ')} is not set`);
} else {
  describe.skip('S3 at an address of your choice', () => {
    it(`runs when MIZUCHI_TEST_S3_${NAMES.join(', _')} are set`, () => undefined);
  });
}
