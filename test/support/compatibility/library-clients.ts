import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { programPath } from '../requirements.js';
import { runClient } from '../run-client.js';
import type { Client, ClientCase } from './client.js';
import { driverPath, uploadWithDriver } from './driver-client.js';

const ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;
const UNICODE = { colour: 'blåu 青', size: '17' };

const checksums = (name: string, call: string, payload: ClientCase['payload']): ClientCase[] =>
  ALGORITHMS.map((checksum) => ({ name: `${name}, ${checksum}`, call, payload, checksum }));

/** Those that refuse it by themselves. */
const unicode = (call: string, says: RegExp): ClientCase => ({
  name: 'metadata in Unicode',
  call,
  payload: 'small',
  metadata: UNICODE,
  refusal: { says, limit: 'unicode-metadata' },
});

const MINIO_CASES: readonly ClientCase[] = [
  { name: 'put of nothing', call: 'put', payload: 'empty' },
  { name: 'put of a file', call: 'put', payload: 'small' },
  { name: 'put in parts', call: 'put', payload: 'parts' },
  { name: 'put of a stream of unknown length', call: 'put-stream', payload: 'parts' },
  { name: 'presigned PUT', call: 'presigned', payload: 'small' },
];

const boto3: Client = {
  name: 'boto3',
  needs: ['python'],
  oddKeys: { call: 'put-bytes' },
  version: () => pythonPackage('boto3'),
  upload: uploadWithDriver(() => [programPath('python'), driverPath('boto3_driver.py')]),
  cases: [
    { name: 'put_object of nothing', call: 'put-bytes', payload: 'empty' },
    { name: 'put_object of bytes', call: 'put-bytes', payload: 'small' },
    { name: 'put_object of a file', call: 'put-file', payload: 'parts' },
    { name: 'upload_file in parts', call: 'upload-file', payload: 'large' },
    { name: 'upload_fileobj of a stream', call: 'upload-stream', payload: 'parts' },
    { name: 'presigned PUT, signature_version s3v4', call: 'presigned', payload: 'small' },
    {
      name: 'presigned PUT',
      call: 'presigned-default',
      payload: 'small',
      refusal: { says: /AWS4-HMAC-SHA256/, limit: 'signature-version-2' },
    },
    unicode('put-bytes', /Non ascii characters/),
    ...checksums('put_object', 'put-bytes', 'small'),
    ...checksums('upload_file', 'upload-file', 'parts'),
  ],
};

const jsSdk: Client = {
  name: 'AWS SDK for JavaScript v3',
  needs: [],
  oddKeys: { call: 'put-buffer' },
  version: () => npmPackage('@aws-sdk/client-s3'),
  upload: uploadWithDriver(() => [process.execPath, driverPath('js-sdk.mjs')]),
  cases: [
    { name: 'PutObject of nothing', call: 'put-buffer', payload: 'empty' },
    { name: 'PutObject of a buffer', call: 'put-buffer', payload: 'small' },
    { name: 'PutObject of a file stream', call: 'put-file', payload: 'parts' },
    {
      name: 'PutObject of a stream of unknown length',
      call: 'put-stream',
      payload: 'small',
      refusal: { says: /x-amz-decoded-content-length/, limit: 'unknown-length' },
    },
    {
      name: 'PutObject of a stream in pieces of 1 KiB',
      call: 'put-small-chunks',
      payload: 'small',
      refusal: { says: /requestStreamBufferSize/, limit: 'small-chunks' },
    },
    {
      name: 'PutObject of a stream in pieces of 1 KiB, requestStreamBufferSize',
      call: 'put-buffered-chunks',
      payload: 'small',
    },
    { name: 'lib-storage of a buffer', call: 'upload-buffer', payload: 'large' },
    { name: 'lib-storage of a stream of unknown length', call: 'upload-stream', payload: 'parts' },
    {
      name: 'presigned PUT',
      call: 'presigned-default',
      payload: 'small',
      refusal: { says: /BadDigest/, limit: 'presigned-checksum' },
    },
    { name: 'presigned PUT, WHEN_REQUIRED', call: 'presigned', payload: 'small' },
    unicode('put-buffer', /Invalid character in header content/),
    ...checksums('PutObject of a buffer', 'put-buffer', 'small'),
    ...checksums('PutObject of a file stream', 'put-file', 'small'),
    ...checksums('lib-storage', 'upload-stream', 'parts').map((item) =>
      item.checksum === 'CRC64NVME'
        ? {
            ...item,
            refusal: {
              says: /must include the checksum for each part/,
              limit: 'crc64nvme-parts',
              on: 'versitygw' as const,
            },
          }
        : item,
    ),
  ],
};

const goSdk: Client = {
  name: 'AWS SDK for Go v2',
  needs: ['go-clients'],
  oddKeys: { call: 'put' },
  version: () => goModule('github.com/aws/aws-sdk-go-v2/service/s3'),
  upload: uploadWithDriver(() => [programPath('go-clients'), 'aws']),
  cases: [
    { name: 'PutObject of nothing', call: 'put', payload: 'empty' },
    { name: 'PutObject of a file', call: 'put', payload: 'small' },
    { name: 'PutObject of a large file', call: 'put', payload: 'parts' },
    {
      name: 'PutObject of a stream of unknown length',
      call: 'put-stream',
      payload: 'small',
      refusal: { says: /unseekable stream|MissingContentLength/, limit: 'unknown-length' },
    },
    {
      name: 'PutObject of a stream with ContentLength',
      call: 'put-stream-known',
      payload: 'small',
      refusal: { says: /unseekable stream/, limit: 'go-streams', over: 'http' },
    },
    { name: 'manager of a small file', call: 'manager', payload: 'small' },
    { name: 'manager in parts', call: 'manager', payload: 'parts' },
    { name: 'manager of a stream of unknown length', call: 'manager-stream', payload: 'parts' },
    { name: 'transfermanager of a small file', call: 'transfermanager', payload: 'small' },
    { name: 'transfermanager in parts', call: 'transfermanager', payload: 'parts' },
    { name: 'transfermanager of a stream of unknown length', call: 'transfermanager-stream', payload: 'parts' },
    { name: 'presigned PUT', call: 'presigned', payload: 'small' },
    { name: 'metadata in Unicode', call: 'put', payload: 'small', metadata: UNICODE },
    ...checksums('PutObject', 'put', 'small'),
  ],
};

const minioGo: Client = {
  name: 'minio-go',
  needs: ['go-clients'],
  oddKeys: { call: 'put' },
  version: () => goModule('github.com/minio/minio-go/v7'),
  upload: uploadWithDriver(() => [programPath('go-clients'), 'minio']),
  cases: [...MINIO_CASES, { name: 'metadata in Unicode', call: 'put', payload: 'small', metadata: UNICODE }],
};

const minioJs: Client = {
  name: 'minio-js',
  needs: [],
  oddKeys: { call: 'put-buffer' },
  version: () => npmPackage('minio'),
  upload: uploadWithDriver(() => [process.execPath, driverPath('minio-js.mjs')]),
  cases: [
    { name: 'putObject of nothing', call: 'put-buffer', payload: 'empty' },
    { name: 'putObject of a buffer', call: 'put-buffer', payload: 'small' },
    { name: 'putObject of a file stream', call: 'put-file', payload: 'parts' },
    { name: 'putObject of a large file stream', call: 'put-file', payload: 'large' },
    { name: 'putObject of a stream of unknown length', call: 'put-stream', payload: 'parts' },
    { name: 'presigned PUT', call: 'presigned', payload: 'small' },
    unicode('put-buffer', /Invalid character in header content/),
  ],
};

const minioPy: Client = {
  name: 'minio-py',
  needs: ['python'],
  oddKeys: { call: 'put' },
  version: () => pythonPackage('minio'),
  upload: uploadWithDriver(() => [programPath('python'), driverPath('minio_driver.py')]),
  cases: [...MINIO_CASES, unicode('put', /only US-ASCII/)],
};

/** Those that work with libraries: one process runs all cases. */
export const LIBRARY_CLIENTS: readonly Client[] = [boto3, jsSdk, goSdk, minioGo, minioJs, minioPy];

async function pythonPackage(name: string): Promise<string> {
  const script = 'import sys; from importlib.metadata import version; print(version(sys.argv[1]))';
  return (await runClient(programPath('python'), ['-c', script, name])).stdout.trim();
}

async function npmPackage(name: string): Promise<string> {
  const file = createRequire(import.meta.url).resolve(`${name}/package.json`);
  return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version;
}

async function goModule(path: string): Promise<string> {
  const words = (await readFile(driverPath('go/go.mod'), 'utf8')).split(/\s+/);
  return words[words.indexOf(path) + 1] ?? 'unknown';
}
