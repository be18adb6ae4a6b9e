import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { RawConnection } from '../support/raw-http.js';
import { answerOf, request, requestHead, verdict } from '../support/raw-request.js';
import { openSockets, WireGateway } from '../support/wire-gateway.js';

describe('a gateway that closes', () => {
  let target: WireGateway;
  beforeEach(async () => {
    target = await WireGateway.start({ timeouts: { drain: 500 } });
  });
  afterEach(async () => {
    await rm(target.folder, { recursive: true });
    expect(await openSockets()).toBe(0);
  });

  /** An upload of ten bytes, of which five have arrived. */
  async function beginUpload(): Promise<RawConnection> {
    const connection = await RawConnection.open(target.port);
    await connection.send(requestHead('PUT', '/uploads/slow', { 'Content-Length': 10 }));
    await connection.send('hello');
    expect(
      await eventually(
        () => target.unfinished(),
        (files) => files.length > 0,
      ),
    ).toHaveLength(1);
    return connection;
  }
  async function refusesConnections(): Promise<boolean> {
    try {
      (await RawConnection.open(target.port)).close();
      return false;
    } catch {
      return true;
    }
  }

  it('lets an upload finish, and takes no new connection meanwhile', async () => {
    using upload = await beginUpload();
    const closed = target.gateway.gateway.close(0);
    expect(await eventually(refusesConnections, (refused) => refused)).toBe(true);
    await upload.send('WORLD');
    const answer = await answerOf(upload);
    expect(verdict(answer)).toBe('200');
    expect(await upload.waitForEnd()).toBe('end');
    await closed;
    expect(await target.objects()).toEqual({ slow: 'helloWORLD' });
  });

  it('cuts an upload that takes longer than the drain may, and leaves nothing of it', async () => {
    using upload = await beginUpload();
    await target.gateway.gateway.close(0);
    await upload.waitForEnd();
    expect(upload.received.length).toBe(0);
    expect(await target.unfinished()).toEqual([]);
    expect(await target.objects()).toEqual({});
  });

  it('refuses readiness during the grace, serves on, and asks clients to go', async () => {
    using idle = await RawConnection.open(target.port);
    await idle.send(request('PUT', '/uploads/before', 'x'));
    expect((await answerOf(idle)).headers['connection']).not.toBe('close');
    const closed = target.gateway.gateway.close(300);
    using probe = await RawConnection.open(target.port);
    await probe.send(requestHead('GET', '/ready'));
    const readiness = await answerOf(probe, 'GET');
    expect([readiness.status, JSON.parse(readiness.text)]).toEqual([503, { status: 'draining', buckets: {} }]);
    using alive = await RawConnection.open(target.port);
    await alive.send(requestHead('GET', '/health'));
    expect((await answerOf(alive, 'GET')).status).toBe(200);
    await idle.send(Buffer.concat([request('PUT', '/uploads/during', 'x'), request('PUT', '/uploads/behind', 'x')]));
    const answer = await answerOf(idle, 'PUT', 2);
    expect([verdict(answer), answer.headers['connection']]).toEqual(['200', 'close']);
    expect(await idle.waitForEnd()).toBe('end');
    expect(await idle.waitForResponses(2)).toHaveLength(2);
    await closed;
    expect(Object.keys(await target.objects())).toEqual(['before', 'during']);
  });

  it.each([
    ['has sent nothing', ''],
    ['has sent half a request line', 'PUT /upl'],
    ['is between two requests', requestHead('GET', '/health')],
  ])('does not wait for a client that %s', async (_what, bytes) => {
    await target.stop().catch(() => undefined);
    // The drain alone could take minutes here.
    target = await WireGateway.start({ timeouts: { drain: 300_000, headers: 300_000 } });
    using client = await RawConnection.open(target.port);
    await client.send(bytes);
    if (bytes.endsWith('\n')) await answerOf(client, 'GET');
    using management = await RawConnection.open(Number(new URL(target.gateway.managementUrl).port));
    await management.send(bytes);
    await target.gateway.gateway.close(0);
    await client.waitForEnd();
    await management.waitForEnd();
  });
});
