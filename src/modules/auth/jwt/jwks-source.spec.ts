import { describe, expect, it } from '@jest/globals';
import { JwksSource } from './jwks-source.js';
import type { VerificationKey } from './verification-key.js';

const HOUR = 3_600_000;

/** A source of a provider that answers when the test says so, on a clock that the test moves. */
class Fixture {
  now = 0;
  fetches = 0;
  document: string | Error = 'one';
  readonly failures: unknown[] = [];
  /** Documents that were read. */
  readonly reads: string[] = [];
  readonly source = new JwksSource({
    fetch: () => {
      this.fetches += 1;
      return typeof this.document === 'string' ? Promise.resolve(this.document) : Promise.reject(this.document);
    },
    read: (document) => {
      this.reads.push(document);
      return [{ kid: document, algorithms: ['RS256'] } as unknown as VerificationKey];
    },
    onRefresh: (failure) => this.failures.push(failure),
    ttl: HOUR,
    maxStale: 24 * HOUR,
    clock: () => this.now,
  });

  /** Key ids, waited for. */
  async kids(): Promise<readonly (string | undefined)[] | undefined> {
    return (await this.source.keys())?.map(({ kid }) => kid);
  }

  /** Lets a fetch in the background end. */
  async settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('JwksSource', () => {
  it('fetches nothing before it is asked, and once for all who ask at first', async () => {
    const fixture = new Fixture();
    expect(fixture.fetches).toBe(0);
    expect(fixture.source.ageSeconds()).toBeUndefined();
    const all = await Promise.all(Array.from({ length: 100 }, () => fixture.kids()));
    expect(all).toEqual(Array.from({ length: 100 }, () => ['one']));
    expect(fixture.fetches).toBe(1);
    expect(fixture.failures).toEqual([undefined]);
  });

  it('fetches again behind the requests before the keys are old', async () => {
    const fixture = new Fixture();
    await fixture.kids();
    fixture.now = 0.79 * HOUR;
    fixture.source.current();
    expect(fixture.fetches).toBe(1);
    fixture.document = 'two';
    fixture.now = 0.81 * HOUR;
    expect(fixture.source.current()?.[0]?.kid).toBe('one');
    expect(fixture.fetches).toBe(2);
    await fixture.settle();
    expect(fixture.source.current()?.[0]?.kid).toBe('two');
    expect(fixture.source.ageSeconds()).toBe(0);
  });

  it('keeps the list while the document is the same, so that remembered tokens stay known', async () => {
    const fixture = new Fixture();
    const first = await fixture.source.keys();
    fixture.now = 2 * HOUR;
    expect(await fixture.source.keys()).toBe(first);
    expect(fixture.fetches).toBe(2);
    expect(fixture.reads).toEqual(['one']);
  });

  it('uses no withdrawn key after a pause of all requests', async () => {
    const fixture = new Fixture();
    await fixture.kids();
    fixture.document = 'two';
    fixture.now = HOUR;
    expect(fixture.source.current()).toBeUndefined();
    expect(await fixture.kids()).toEqual(['two']);
  });

  it('goes on with old keys while the provider is down, for a bounded time, and does not press it', async () => {
    const fixture = new Fixture();
    await fixture.kids();
    fixture.document = new Error('down');
    fixture.now = HOUR;
    expect(await fixture.kids()).toEqual(['one']);
    expect(fixture.fetches).toBe(2);
    fixture.now += 4_999;
    expect(fixture.source.current()?.[0]?.kid).toBe('one');
    expect(fixture.fetches).toBe(2);
    fixture.now += 1;
    expect(fixture.source.current()?.[0]?.kid).toBe('one');
    await fixture.settle();
    expect(fixture.fetches).toBe(3);
    expect(fixture.failures).toEqual([undefined, fixture.document, fixture.document]);
    fixture.now = 24 * HOUR - 1;
    expect(fixture.source.current()?.[0]?.kid).toBe('one');
    await fixture.settle();
    fixture.now = 24 * HOUR;
    expect(fixture.source.current()).toBeUndefined();
    expect(await fixture.kids()).toBeUndefined();
  });

  it('comes back when the provider does', async () => {
    const fixture = new Fixture();
    fixture.document = new Error('down');
    expect(await fixture.kids()).toBeUndefined();
    fixture.document = 'one';
    expect(await fixture.kids()).toBeUndefined();
    fixture.now = 5_000;
    expect(await fixture.kids()).toEqual(['one']);
    expect(fixture.fetches).toBe(2);
  });

  it('asks for unknown key ids once in 30 seconds, and once for all who wait', async () => {
    const fixture = new Fixture();
    await fixture.kids();
    fixture.document = 'two';
    const all = await Promise.all(Array.from({ length: 50 }, () => fixture.source.refreshed()));
    expect(new Set(all.map((keys) => keys?.[0]?.kid))).toEqual(new Set(['two']));
    fixture.now = 29_999;
    await fixture.source.refreshed();
    expect(fixture.fetches).toBe(2);
    fixture.now = 30_000;
    await fixture.source.refreshed();
    expect(fixture.fetches).toBe(3);
  });

  it('takes a document that cannot be read for a failure', async () => {
    const fixture = new Fixture();
    const problem = new Error('no key set');
    const source = new JwksSource({
      fetch: () => Promise.resolve('<html>'),
      read: () => {
        throw problem;
      },
      onRefresh: (failure) => fixture.failures.push(failure),
      ttl: HOUR,
      maxStale: HOUR,
      clock: () => 0,
    });
    expect(await source.keys()).toBeUndefined();
    expect(fixture.failures).toEqual([problem]);
  });
});
