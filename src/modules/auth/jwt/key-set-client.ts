import { Agent, request } from 'undici';
import { tlsConnectOptions } from '../../../common/tls/connect-options.js';
import type { TlsFiles } from '../../../common/tls/tls-material.js';

/** A key set of hundreds of keys has less. Bytes. */
const MOST_BYTES = 512 * 1024;
const TIMEOUT_MS = 5_000;

/** Fetches the documents of identity providers. Follows no redirect: nothing in an answer names another host. */
export class KeySetClient {
  readonly #agent: Agent;

  /** @throws the error of Node when a file of the TLS block cannot be read */
  constructor(
    tls: TlsFiles = {},
    private readonly timeoutMs = TIMEOUT_MS,
  ) {
    this.#agent = new Agent({ connections: 1, connect: { timeout: timeoutMs, ...tlsConnectOptions(tls) } });
  }

  /** @throws Error when there is no document of reasonable size in time */
  async fetch(url: string): Promise<string> {
    const { statusCode, body } = await request(url, {
      dispatcher: this.#agent,
      headers: { accept: 'application/jwk-set+json, application/json' },
      signal: AbortSignal.timeout(this.timeoutMs),
      // Hours pass between two fetches: a connection kept open would be dead by then.
      reset: true,
    });
    const chunks: Buffer[] = [];
    let length = 0;
    const stream: AsyncIterable<Buffer> = body;
    // An error inside the loop destroys the stream, and with it the connection.
    for await (const chunk of stream) {
      if (statusCode !== 200) throw new Error(`The key set was answered with status ${statusCode}`);
      length += chunk.length;
      if (length > MOST_BYTES) throw new Error(`The key set has more than ${MOST_BYTES} bytes`);
      chunks.push(chunk);
    }
    if (statusCode !== 200) throw new Error(`The key set was answered with status ${statusCode}`);
    return Buffer.concat(chunks).toString('utf8');
  }

  /** Breaks off what is under way. */
  close(): Promise<void> {
    return this.#agent.destroy();
  }
}
