import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

const REQUEST_START = 'http.server.request.start';
const HEX_SHA256 = /^[0-9a-f]{64}$/;

/** Notes what the HTTP server on `port` of this process is asked, before anything of the gateway looks at it. */
export class RequestObserver {
  private readonly seen: { readonly path: string; readonly form: string }[] = [];
  private readonly note = (message: unknown): void => {
    const { request } = message as { readonly request: IncomingMessage };
    if (request.socket.localPort !== this.port || request.method !== 'PUT') return;
    this.seen.push({ path: (request.url ?? '').split('?')[0] ?? '', form: formOf(request) });
  };

  constructor(private readonly port: number) {
    subscribe(REQUEST_START, this.note);
  }

  stop(): void {
    unsubscribe(REQUEST_START, this.note);
  }

  /** The forms in which bytes of one object came, each once. */
  formsOf(path: string): string[] {
    return [...new Set(this.seen.filter((request) => request.path === path).map(({ form }) => form))].sort();
  }
}

/** The parts of a request that decide how its body is framed and what vouches for it. */
function formOf({ headers, url = '' }: IncomingMessage): string {
  const { searchParams } = new URL(url, 'http://gateway');
  const names = [...searchParams.keys()].map((name) => name.toLowerCase());
  const hash = headers['x-amz-content-sha256'];
  const payload = typeof hash === 'string' ? (HEX_SHA256.test(hash) ? 'hex SHA-256' : hash) : 'no payload hash';
  const checksums = [...Object.keys(headers), ...names]
    .filter((name) => name.startsWith('x-amz-checksum-'))
    .map((name) => name.replace('x-amz-checksum-', ''));
  const trailer = headers['x-amz-trailer'];
  return [
    names.includes('partnumber') ? 'UploadPart' : 'PutObject',
    names.includes('x-amz-signature') ? 'presigned URL' : payload,
    headers['transfer-encoding'] === undefined ? 'Content-Length' : `Transfer-Encoding ${headers['transfer-encoding']}`,
    ...checksums.map((name) => `checksum ${name}`),
    ...(typeof trailer === 'string' ? [`trailer ${trailer.replace('x-amz-checksum-', '')}`] : []),
    ...(headers['content-md5'] === undefined ? [] : ['Content-MD5']),
    ...(headers.expect === undefined ? [] : ['Expect']),
  ].join(', ');
}
