// Cost of verifying one signed PutObject. After `npm run build`: node bench/micro/verify.bench.mjs
import { bench, run } from 'mitata';
import { RequestSigner } from '../../dist/common/sigv4/request-signer.js';
import { RequestVerifier } from '../../dist/common/sigv4/request-verifier.js';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
const now = new Date();
const path = '/bucket/folder/file%20name.bin';
const plain = [
  ['host', '127.0.0.1:8080'],
  ['user-agent', 'aws-sdk-js/3'],
  ['content-type', 'application/octet-stream'],
  ['x-amz-meta-owner', 'someone'],
  ['x-amz-checksum-crc32', 'AAAAAA=='],
  ['content-length', '1048576'],
];
const added = new RequestSigner('us-east-1').sign(
  { method: 'PUT', path, query: [], headers: plain, payloadHash: 'UNSIGNED-PAYLOAD' },
  credentials,
  now,
);
const request = {
  method: 'PUT',
  rawPath: path,
  query: [],
  headers: new Map([...plain, ...added]),
  hosts: ['127.0.0.1:8080'],
};
const verifier = new RequestVerifier({ region: 'us-east-1', service: 's3', maxSkewMs: 900_000 }, [
  { ...credentials, subject: 'someone' },
]);

bench('verify PutObject', () => verifier.verify(request, now.getTime()));
await run();
