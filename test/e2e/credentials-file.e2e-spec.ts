import { rename, writeFile } from 'node:fs/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { folderBucket, startGateway } from '../support/gateway.js';
import type { TestGateway } from '../support/gateway.js';
import { tempDir } from '../support/temp-dir.js';
import type { TempDir } from '../support/temp-dir.js';

const entry = (key: string, more: object = {}) => ({ access_key: key, secret_key: `secret of ${key}`, ...more });

describe('a bucket with a credentials file', () => {
  let dir: TempDir;
  let gateway: TestGateway;
  let count = 0;
  const publish = async (...entries: object[]): Promise<void> => {
    await writeFile(dir.join('next'), JSON.stringify(entries));
    await rename(dir.join('next'), dir.join('keys.json'));
  };
  beforeAll(async () => {
    dir = await tempDir();
    await publish(entry('old', { not_after: '2100-01-01T00:00:00Z' }));
    const sigv4 = { access_key: 'own', secret_key: 'secret of own', credentials_file: dir.join('keys.json') };
    const bucket = folderBucket('uploads', dir.join('data')).replace(
      '{ enabled: false }',
      JSON.stringify({ enabled: true, sigv4 }),
    );
    gateway = await startGateway(`buckets:\n${bucket}`, dir.join('state'));
  });
  afterAll(async () => {
    await gateway.close();
    await dir.remove();
    expect(JSON.stringify(gateway.log)).not.toContain('secret of');
  });

  /** @returns the code of the answer */
  async function upload(accessKeyId: string): Promise<string> {
    const credentials = { accessKeyId, secretAccessKey: `secret of ${accessKeyId}` };
    const client = new S3Client({
      endpoint: gateway.url,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials,
      maxAttempts: 1,
    });
    count += 1;
    try {
      await client.send(new PutObjectCommand({ Bucket: 'uploads', Key: `k${count}`, Body: 'hello' }));
      return 'OK';
    } catch (error) {
      return Error.isError(error) ? error.name : 'unknown';
    } finally {
      client.destroy();
    }
  }
  const becomes = (key: string, code: string) =>
    eventually(
      () => upload(key),
      (found) => found === code,
    );
  const metric = async (): Promise<string | undefined> => {
    const text = await (await fetch(`${gateway.managementUrl}/metrics`)).text();
    return /^mizuchi_credential_expiry_timestamp_seconds\{bucket="uploads"\} (\S+)$/m.exec(text)?.[1];
  };

  it('replaces a key without refusing anyone in between', async () => {
    expect(await upload('own')).toBe('OK');
    expect(await upload('old')).toBe('OK');
    expect(await upload('new')).toBe('InvalidAccessKeyId');
    expect(await metric()).toBe(String(Date.UTC(2100, 0, 1) / 1000));

    const codes = new Set<string>();
    let running = true;
    const load = Promise.all(
      ['own', 'stays'].map(async (key) => {
        if (key === 'stays') await becomes(key, 'OK');
        while (running) codes.add(await upload(key));
      }),
    );
    await publish(entry('old'), entry('new'), entry('stays'));
    expect(await becomes('new', 'OK')).toBe('OK');
    expect(await upload('old')).toBe('OK');
    expect(await metric()).toBeUndefined();
    await publish(entry('new'), entry('stays'));
    expect(await becomes('old', 'InvalidAccessKeyId')).toBe('InvalidAccessKeyId');
    expect(await upload('new')).toBe('OK');
    running = false;
    await load;
    expect([...codes]).toEqual(['OK']);
  });

  it('keeps its keys while the file is broken, and says so', async () => {
    await publish(entry('new'));
    expect(await becomes('stays', 'InvalidAccessKeyId')).toBe('InvalidAccessKeyId');
    await publish({ access_key: 'broken' });
    const errors = await eventually(
      () => gateway.log.filter(({ level }) => level === 'error'),
      (lines) => lines.length > 0,
    );
    expect(errors).toEqual([
      expect.objectContaining({
        msg: 'bucket "uploads": credentials_file cannot be used, the keys before stay: credentials_file:1:2 [0].secret_key: is required',
      }),
    ]);
    expect(await upload('new')).toBe('OK');
    await publish(entry('new', { session_token: 'now-it-has-one' }));
    expect(await becomes('new', 'InvalidToken')).toBe('InvalidToken');
  });
});
