import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ROOT } from '../support/documents.js';
import { describeWith, programPath } from '../support/requirements.js';
import { runClient } from '../support/run-client.js';
import type { ClientResult } from '../support/run-client.js';
import { Company, inSeconds } from '../support/web-identity/company.js';

/** The clients are processes that start slowly where many tests run. Milliseconds. */
const PROCESS_MS = 110_000;
const SUPPORT = join(import.meta.dirname, '../support/web-identity');

describeWith(['aws', 'python'], 'clients with an identity token and no stored secret', () => {
  let company: Company;
  let body: string;
  beforeAll(async () => {
    company = await Company.start();
    body = company.dir.join('body');
    await writeFile(body, 'hello');
  });
  afterAll(async () => {
    const leaks = company.leaks();
    await company.close();
    expect(leaks).toEqual([]);
  });

  const stored = (path: string): Promise<string> => readFile(company.dir.join('data', path), 'utf8');
  const run = (command: string, args: readonly string[], tokenFile: string): Promise<ClientResult> =>
    runClient(command, args, { env: company.environment(tokenFile), timeoutMs: PROCESS_MS });
  const python = (script: string, args: readonly string[], tokenFile: string): Promise<ClientResult> =>
    run(programPath('python'), ['-c', `import sys, boto3\ns3 = boto3.client("s3")\n${script}`, ...args], tokenFile);

  it(
    'the AWS CLI uploads to its own tenant and to no other',
    async () => {
      const tokenFile = await company.tokenFile();
      const copy = (to: string) => run(programPath('aws'), ['s3', 'cp', body, to], tokenFile);
      expect(await copy('s3://acme/cli')).toMatchObject({ code: 0 });
      expect(await stored('acme/cli')).toBe('hello');
      const other = await copy('s3://globex/cli');
      expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('AccessDenied')]);
    },
    PROCESS_MS,
  );

  it(
    'boto3 uploads, and says why its token is refused',
    async () => {
      const script = 's3.upload_file(sys.argv[1], "acme", "boto3")';
      expect(await python(script, [body], await company.tokenFile())).toMatchObject({ code: 0 });
      expect(await stored('acme/boto3')).toBe('hello');
      const expired = await python(script, [body], await company.tokenFile({ exp: inSeconds(-3600) }));
      expect([expired.code, expired.stderr]).toEqual([1, expect.stringContaining('ExpiredTokenException')]);
    },
    PROCESS_MS,
  );

  it(
    'boto3 goes on with a multipart upload after its token was renewed',
    async () => {
      // boto3 renews a session in its last ten minutes, before every request.
      const tokenFile = await company.tokenFile({ exp: inSeconds(300) });
      const next = await company.tokenFile({ jti: 'next' });
      const script = join(SUPPORT, 'multipart_client.py');
      const result = await run(programPath('python'), [script, 'acme', 'renewed', tokenFile, next], tokenFile);
      expect(result).toMatchObject({ code: 0 });
      expect((JSON.parse(result.stdout) as unknown[]).length).toBeGreaterThan(1);
      expect((await stat(company.dir.join('data/acme/renewed'))).size).toBe(5 * 1024 * 1024 + 7);
    },
    PROCESS_MS,
  );

  it(
    'the AWS SDK for JavaScript uploads to its own tenant and to no other',
    async () => {
      const tokenFile = await company.tokenFile();
      const put = (bucket: string) =>
        run(process.execPath, [join(SUPPORT, 'js-sdk-client.mjs'), bucket, 'js', 'hello'], tokenFile);
      expect(await put('acme')).toMatchObject({ code: 0 });
      expect(await stored('acme/js')).toBe('hello');
      expect(await put('globex')).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('AccessDenied') as unknown,
      });
    },
    PROCESS_MS,
  );

  it(
    'credential_process of the AWS CLI uploads',
    async () => {
      const tokenFile = await company.tokenFile();
      const launcher = join(ROOT, 'bin/mizuchi-uploadr');
      const config = company.dir.join('aws-config');
      const command = `${launcher} credentials --token-file ${tokenFile} --role uploader --endpoint ${company.gateway.url}`;
      await writeFile(config, `[default]\nregion = us-east-1\ncredential_process = ${command}\n`);
      const result = await runClient(programPath('aws'), ['s3', 'cp', body, 's3://acme/process'], {
        env: { AWS_CONFIG_FILE: config, AWS_ENDPOINT_URL_S3: company.gateway.url },
        timeoutMs: PROCESS_MS,
      });
      expect(result).toMatchObject({ code: 0 });
      expect(await stored('acme/process')).toBe('hello');
      const wrong = await runClient(launcher, command.replace('uploader --end', 'nobody --end').split(' ').slice(1));
      expect(wrong).toMatchObject({ code: 1, stdout: '' });
      expect(wrong.stderr).toContain('refuses: AccessDenied');
    },
    PROCESS_MS,
  );
});
