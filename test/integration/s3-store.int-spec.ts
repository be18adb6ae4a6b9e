import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { S3Store } from '../../src/modules/s3-pool/index.js';
import { describeObjectStore } from '../conformance/object-store.js';
import { describeWith } from '../support/requirements.js';
import { versitygwConfig } from '../support/s3-config.js';
import { startVersitygw } from '../support/versitygw.js';

describeWith(['versitygw'], 'the S3 adapter in front of versitygw', () => {
  describeObjectStore(
    's3',
    async () => {
      const server = await startVersitygw();
      await server.createBucket('conformance');
      return {
        store: new S3Store(versitygwConfig(server, '{bucket}')),
        bucket: 'conformance',
        read: ({ bucket, key }) => readFile(join(server.root, bucket, key)),
        close: () => server.stop(),
      };
    },
    {
      // versitygw 1.8.0 refuses the upload-id-marker that it has returned itself ("Invalid uploadId marker").
      listMultipartUploads: false,
      // Its keys are paths: a segment is a file name, and a trailing slash is a folder without content.
      unsupportedKeys: [
        'trailing slash',
        'longer segment',
        '1024 bytes',
        '1024 bytes of unicode',
        '1024 bytes of folders',
      ],
    },
  );
});
