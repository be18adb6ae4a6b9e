import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { folderBucket, startGateway } from '../support/gateway.js';
import type { TestGateway } from '../support/gateway.js';
import { RawConnection } from '../support/raw-http.js';
import { answerOf, request, verdict } from '../support/raw-request.js';
import type { RawHeaders } from '../support/raw-request.js';
import type { RawResponse } from '../support/raw-response.js';
import { tempDir } from '../support/temp-dir.js';
import type { TempDir } from '../support/temp-dir.js';

const HOST = 'up.example.com';
const OPERATIONS = 'operations: [upload, probe]';

/** A bucket whose prefix is not its name. */
function bucketAt(name: string, prefix: string, root: string, more = OPERATIONS): string {
  return folderBucket(name, root, more).replace(`path_prefix: /${name}`, `path_prefix: ${JSON.stringify(prefix)}`);
}

describe('virtual-hosted requests', () => {
  let folder: TempDir;
  let gateway: TestGateway;
  beforeAll(async () => {
    folder = await tempDir();
    for (const team of ['team-a', 'team.b']) await mkdir(folder.join('teams', team), { recursive: true });
    const buckets = [
      folderBucket('uploads', folder.join('uploads'), `${OPERATIONS}\ncors: { origins: ["*"], methods: [PUT] }`),
      folderBucket('my.bucket', folder.join('my.bucket'), OPERATIONS),
      bucketAt('nested', '/uploads/eu', folder.join('nested')),
      bucketAt('deep', '/a/deep', folder.join('deep')),
      bucketAt('upper', '/Upper', folder.join('upper')),
      bucketAt('rest', '/', folder.join('rest')),
      bucketAt('teams', '/{bucket}', folder.join('teams/{bucket}'), `${OPERATIONS}\nbucket_pattern: "^team"`),
    ];
    gateway = await startGateway(`buckets:\n${buckets.join('\n')}`, folder.join('state'), {
      publicHosts: ['Example.com', HOST],
    });
  });
  afterAll(async () => {
    await gateway.close();
    await folder.remove();
  });

  async function call(method: string, target: string, headers: RawHeaders, body = ''): Promise<RawResponse> {
    using connection = await RawConnection.open(gateway.port);
    await connection.send(request(method, target, body, headers));
    return await answerOf(connection, method);
  }
  const stored = (...path: string[]): Promise<string> => readFile(folder.join(...path), 'utf8');

  it.each([
    ['a prefix', `uploads.${HOST}`, '/plain/k', 'uploads/plain/k'],
    ['a port', `uploads.${HOST}:8080`, '/port', 'uploads/port'],
    ['another port', `uploads.${HOST}:`, '/no-port', 'uploads/no-port'],
    ['upper case', `UPLOADS.Up.Example.COM`, '/upper', 'uploads/upper'],
    ['a trailing dot', `uploads.${HOST}.`, '/dot', 'uploads/dot'],
    ['a trailing dot and a port', `uploads.${HOST}.:80`, '/dot-port', 'uploads/dot-port'],
    ['the shorter public host', 'uploads.example.com', '/short', 'uploads/short'],
    ['dots in the name', `my.bucket.${HOST}`, '/dots', 'my.bucket/dots'],
    ['a template', `team-a.${HOST}`, '/k', 'teams/team-a/k'],
    ['dots in the name of a template', `team.b.${HOST}`, '/k', 'teams/team.b/k'],
    ['a key that is a longer prefix', `uploads.${HOST}`, '/eu/k', 'uploads/eu/k'],
    ['a key that repeats the bucket', `uploads.${HOST}`, '/uploads/k', 'uploads/uploads/k'],
    ['a key that is another bucket', `team-a.${HOST}`, '/uploads/other', 'teams/team-a/uploads/other'],
    ['an encoded key', `uploads.${HOST}`, '/a%20b%2Fc', 'uploads/a b/c'],
    ['a target in absolute form', `uploads.${HOST}`, `http://uploads.${HOST}/absolute`, 'uploads/absolute'],
    ['a public host itself', HOST, '/uploads/path-style', 'uploads/path-style'],
    ['a public host below another', `${HOST}:8080`, '/uploads/path-style-2', 'uploads/path-style-2'],
    ['a public host itself, longest prefix', HOST, '/uploads/eu/k2', 'nested/k2'],
    ['a foreign host', 'uploads.evil.example', '/uploads/foreign', 'uploads/foreign'],
    ['a host that ends alike', `uploadsup.example.org`, '/uploads/alike', 'uploads/alike'],
    ['two trailing dots', `uploads.${HOST}..`, '/uploads/two-dots', 'uploads/two-dots'],
    ['an IPv4 address', '127.0.0.1:8080', '/uploads/v4', 'uploads/v4'],
    ['an IPv6 address', '[::1]', '/uploads/v6', 'uploads/v6'],
    ['an IPv6 address and a port', '[::1]:8080', '/uploads/v6-port', 'uploads/v6-port'],
  ])('store under %s', async (_what, host, target, file) => {
    expect(verdict(await call('PUT', target, { Host: host }, `for ${file}`))).toBe('200');
    expect(await stored(file)).toBe(`for ${file}`);
  });

  it.each([
    ['an unknown label', `nowhere.${HOST}`, '404 NoSuchBucket'],
    ['a name that the pattern refuses', `group-a.${HOST}`, '404 NoSuchBucket'],
    ['a bucket that the store has not', `team-c.${HOST}`, '404 NoSuchBucket'],
    ['the end of a longer prefix', `deep.${HOST}`, '404 NoSuchBucket'],
    ['the beginning of a longer prefix', `a.${HOST}`, '404 NoSuchBucket'],
    ['a prefix that is no bucket name', `Upper.${HOST}`, '404 NoSuchBucket'],
    ['a label too many', `x.uploads.${HOST}`, '404 NoSuchBucket'],
    ['an empty label', `.${HOST}`, '404 NoSuchBucket'],
    ['an empty label in between', `uploads..${HOST}`, '404 NoSuchBucket'],
    ['an underscore', `up_loads.${HOST}`, '404 NoSuchBucket'],
    ['a user', `uploads@team-a.${HOST}`, '404 NoSuchBucket'],
    ['an IP address as a label', `10.0.0.1.${HOST}`, '404 NoSuchBucket'],
    ['another authority in the target', `team-a.${HOST}`, '400 InvalidRequest', `http://uploads.${HOST}/k`],
    ['two hosts', [`uploads.${HOST}`, `team-a.${HOST}`], '400 InvalidRequest'],
  ])('do not fall back to the path: %s', async (_what, host, expected, target = '/uploads/fallback') => {
    expect(verdict(await call('PUT', target, { Host: host }, 'x'))).toBe(expected);
    await expect(stored('uploads/fallback')).rejects.toThrow('ENOENT');
  });

  it('read what was stored, and the bucket', async () => {
    await writeFile(folder.join('uploads/read'), 'hello');
    const host = { Host: `uploads.${HOST}` };
    expect(await call('HEAD', '/read', host)).toMatchObject({ status: 200, headers: { 'content-length': '5' } });
    expect(await call('HEAD', '/', host)).toMatchObject({
      status: 200,
      headers: { 'x-amz-bucket-region': 'us-east-1' },
    });
    expect((await call('PUT', '/', host)).text).toContain('<BucketName>uploads</BucketName>');
    expect((await call('GET', '/?location', host)).text).toContain('LocationConstraint');
  });

  it('take a key that is called like a probe, and leave the probes to every other host', async () => {
    const host = { Host: `uploads.${HOST}` };
    expect(verdict(await call('HEAD', '/health', host))).toBe('404');
    expect((await call('PUT', '/health', host, 'fine')).status).toBe(200);
    expect((await call('HEAD', '/health', host)).headers['content-length']).toBe('4');
    for (const name of [HOST, 'localhost', 'foreign.example']) {
      expect((await call('GET', '/health', { Host: name })).headers['content-type']).toBe('application/json');
    }
  });

  it.each([
    ['virtual-hosted', `Team-A.${HOST}:8080`, '/big%20one', 'team-a'],
    ['path-style', `${HOST}:8080`, '/team-a/big%20one', 'team-a'],
  ])("show a multipart upload in the client's view: %s", async (_style, host, path, bucket) => {
    const created = await call('POST', `${path}?uploads`, { Host: host });
    expect(created.text).toContain(`<Bucket>${bucket}</Bucket><Key>big one</Key>`);
    const uploadId = /<UploadId>([\w-]+)<\/UploadId>/.exec(created.text)?.[1] ?? '';
    const part = await call('PUT', `${path}?partNumber=1&uploadId=${uploadId}`, { Host: host }, 'part');
    const listed = await call('GET', `${path}?uploadId=${uploadId}`, { Host: host });
    expect(listed.text).toContain(`<Bucket>${bucket}</Bucket><Key>big one</Key>`);
    const document = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${part.headers['etag'] ?? ''}</ETag></Part></CompleteMultipartUpload>`;
    const completed = await call('POST', `${path}?uploadId=${uploadId}`, { Host: host }, document);
    expect(completed.text).toContain(
      `<Location>http://${host}${path}</Location><Bucket>${bucket}</Bucket><Key>big one</Key>`,
    );
    expect(await stored('teams/team-a/big one')).toBe('part');
  });

  it('may change the style in the middle of an upload', async () => {
    const created = await call('POST', '/both?uploads', { Host: `uploads.${HOST}` });
    const uploadId = /<UploadId>([\w-]+)<\/UploadId>/.exec(created.text)?.[1] ?? '';
    expect(verdict(await call('DELETE', `/uploads/both?uploadId=${uploadId}`, {}))).toBe('204');
  });

  it('find the CORS rules of their bucket', async () => {
    const asked = { Origin: 'https://a.example', 'Access-Control-Request-Method': 'PUT' };
    expect((await call('OPTIONS', '/k', { ...asked, Host: `uploads.${HOST}` })).status).toBe(200);
    expect(verdict(await call('OPTIONS', '/uploads/k', { ...asked, Host: `team-a.${HOST}` }))).toBe(
      '403 AccessForbidden',
    );
    expect(verdict(await call('OPTIONS', '/k', { ...asked, Host: `nowhere.${HOST}` }))).toBe('404 NoSuchBucket');
  });

  it('end up in the log under the name of their bucket', async () => {
    const before = gateway.accessLog().filter(({ bucket }) => bucket === 'teams').length;
    await call('PUT', '/logged', { Host: `team-a.${HOST}` }, 'x');
    const lines = await eventually(
      () => gateway.accessLog().filter(({ bucket }) => bucket === 'teams'),
      (found) => found.length > before,
    );
    expect(lines.at(-1)).toMatchObject({ operation: 'PutObject', status: 200 });
  });
});
