import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FORM_TYPE, formBody } from '../support/post-form.js';
import { RawConnection } from '../support/raw-http.js';
import { answerOf, request, requestHead, verdict } from '../support/raw-request.js';
import { openSockets, WireGateway } from '../support/wire-gateway.js';

const ROOM = 100_000;

const form = (key: string, bytes: number): string =>
  formBody([
    ['key', key],
    ['file', 'x'.repeat(bytes), 'f'],
  ]);

describe('forms that share too little room', () => {
  let target: WireGateway;
  beforeAll(async () => {
    const limits = { spool_memory: 1, spool_disk: ROOM };
    target = await WireGateway.start({ limits, bucket: 'operations: [upload, PostObject]' });
  });
  afterAll(() => target.stop());

  /** Sends a form but for its last bytes, so that it keeps what it has reserved. */
  async function holder(key: string): Promise<{ connection: RawConnection; rest: string }> {
    const connection = await RawConnection.open(target.port);
    const body = form(key, 90_000);
    const head = requestHead('POST', '/uploads', { 'Content-Type': FORM_TYPE, 'Content-Length': body.length });
    await connection.send(head + body.slice(0, 50_000));
    return { connection, rest: body.slice(50_000) };
  }

  async function post(key: string, bytes: number): Promise<string> {
    using connection = await RawConnection.open(target.port);
    await connection.send(request('POST', '/uploads', form(key, bytes), { 'Content-Type': FORM_TYPE }));
    return verdict(await answerOf(connection, 'POST'));
  }

  it('take turns, and all succeed', async () => {
    const keys = Array.from({ length: 8 }, (_, index) => `turn-${index}`);
    expect(new Set(await Promise.all(keys.map((key) => post(key, 90_000))))).toEqual(new Set(['204']));
    expect(Object.keys(await target.objects())).toEqual(keys);
  });

  it('are refused when there could never be room', async () => {
    expect(await post('large', ROOM + 1)).toBe('400 EntityTooLarge');
  });

  it.each(['reset', 'halfClose', 'finish'] as const)('go on when the one before them ends: %s', async (how) => {
    const { connection, rest } = await holder(`held-${how}`);
    const waiting = post(`waited-${how}`, 90_000);
    // Only an upload that needs no room is served meanwhile.
    await target.expectServing();
    expect(Object.keys(await target.objects())).not.toContain(`waited-${how}`);
    if (how === 'finish') await connection.send(rest);
    else connection[how]();
    expect(await waiting).toBe('204');
    expect(Object.keys(await target.objects()).includes(`held-${how}`)).toBe(how === 'finish');
    connection.close();
  });

  it('do not keep their turn when their client leaves', async () => {
    const { connection, rest } = await holder('holder');
    using leaving = await RawConnection.open(target.port);
    await leaving.send(request('POST', '/uploads', form('left', 90_000), { 'Content-Type': FORM_TYPE }));
    leaving.reset();
    const waiting = post('stayed', 90_000);
    await connection.send(rest);
    expect(await waiting).toBe('204');
    expect(verdict(await answerOf(connection, 'POST'))).toBe('204');
    connection.close();
    expect(await openSockets()).toBe(0);
  });
});
