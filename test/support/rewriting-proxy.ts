import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RewritingProxyOptions {
  /** Fields that replace those of the client, by lower-case name; undefined takes one away. */
  readonly headers: (client: IncomingMessage) => Readonly<Record<string, string | undefined>>;
  /** Taken off the beginning of every path. */
  readonly prefix?: string;
}

/** A reverse proxy that changes what clients sign, as those in front of a gateway do. */
export interface RewritingProxy {
  readonly url: string;
  readonly host: string;
  close(): Promise<void>;
}

export async function startRewritingProxy(
  gateway: { readonly host: string; readonly port: number },
  { headers, prefix = '' }: RewritingProxyOptions,
): Promise<RewritingProxy> {
  const pass = (client: IncomingMessage, answer: ServerResponse): void => {
    const target = client.url ?? '';
    const onward = request({
      host: gateway.host,
      port: gateway.port,
      method: client.method,
      path: target.startsWith(prefix) ? target.slice(prefix.length) : target,
      headers: rewritten(client.rawHeaders, headers(client)),
      setHost: false,
      agent: false,
    });
    onward.on('continue', () => {
      answer.writeContinue();
    });
    onward.on('response', (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.rawHeaders);
      reply.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    client.on('error', () => onward.destroy());
    onward.flushHeaders();
    client.pipe(onward);
  };
  const server = createServer(pass).on('checkContinue', pass);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}`,
    host,
    close: async () => {
      const closed = once(server.close(), 'close');
      server.closeAllConnections();
      await closed;
    },
  };
}

function rewritten(raw: readonly string[], changes: Readonly<Record<string, string | undefined>>): string[] {
  const fields: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const [name = '', value = ''] = raw.slice(index, index + 2);
    if (!Object.hasOwn(changes, name.toLowerCase())) fields.push(name, value);
  }
  for (const [name, value] of Object.entries(changes)) if (value !== undefined) fields.push(name, value);
  return fields;
}
