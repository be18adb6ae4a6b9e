// Cost of signing one outgoing PutObject. After `npm run build`: node bench/micro/sign.bench.mjs
import { bench, run } from 'mitata';
import { RequestSigner } from '../../dist/common/sigv4/request-signer.js';

const signer = new RequestSigner('us-east-1');
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
const now = new Date();
const request = {
  method: 'PUT',
  path: '/bucket/folder/file%20name.bin',
  query: [],
  headers: [
    ['host', '127.0.0.1:9000'],
    ['user-agent', 'mizuchi-uploadr'],
    ['content-type', 'application/octet-stream'],
    ['x-amz-meta-owner', 'someone'],
    ['content-length', '1048576'],
  ],
  payloadHash: 'UNSIGNED-PAYLOAD',
};

bench('sign PutObject', () => signer.sign(request, credentials, now));
await run();
