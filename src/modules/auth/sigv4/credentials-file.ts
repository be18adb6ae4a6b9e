import { isDeepStrictEqual } from 'node:util';
import { errorCode } from '../../../common/errors/classify.js';
import { formatFault, parseCredentials, readTextFileLater } from '../../config/index.js';
import type { CredentialsFileConfig, Sigv4Credential } from '../../config/index.js';

/** Takes part in the life of a watched file. */
export interface CredentialsFileListener {
  /** The file holds another list from now on. */
  changed(credentials: readonly Sigv4Credential[]): void;
  /** The file cannot be used; the list before stays. Called once for each new fault, with words without a secret. */
  failed(problem: string): void;
}

/** How often the file is looked at. Milliseconds. */
const POLL_MS = 1_000;

/**
 * Watches a credentials file by reading it again and again. It is small, and its text is the only thing that tells
 * every change: events of the kernel do not come from network file systems and miss what happens behind a symbolic
 * link, which is how Kubernetes swaps a secret, and a time stamp can stay the same over two writes.
 */
export class CredentialsFile {
  readonly #path: string;
  #current: readonly Sigv4Credential[];
  /** What the last look found: text, or why there was none. */
  #seen: string | undefined;
  /** The part of `#seen` that has been acted upon. */
  #settled: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /**
   * @param taken access keys that stand in the configuration itself
   * @param pollMs for tests
   */
  constructor(
    { path, credentials }: CredentialsFileConfig,
    private readonly taken: ReadonlySet<string>,
    private readonly listener: CredentialsFileListener,
    private readonly pollMs = POLL_MS,
  ) {
    this.#path = path;
    this.#current = credentials;
    this.#wait();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #wait(): void {
    this.#timer = setTimeout(() => {
      void this.#look();
    }, this.pollMs);
    this.#timer.unref();
  }

  /** Never rejects: nobody would be there to catch it. */
  async #look(): Promise<void> {
    const found = await this.#read();
    if (this.#closed) return;
    // Only what has been found twice counts: whoever writes in place is perhaps in the middle of it.
    if (found.text === this.#seen && found.text !== this.#settled) {
      this.#settled = found.text;
      this.#take(found);
    }
    this.#seen = found.text;
    this.#wait();
  }

  async #read(): Promise<{ readonly readable: boolean; readonly text: string }> {
    try {
      return { readable: true, text: await readTextFileLater(this.#path) };
    } catch (error) {
      return { readable: false, text: `cannot be read (${errorCode(error) ?? 'unknown reason'})` };
    }
  }

  #take({ readable, text }: { readonly readable: boolean; readonly text: string }): void {
    if (!readable) {
      this.listener.failed(text);
      return;
    }
    const result = parseCredentials(text, 'credentials_file', this.taken);
    if (!result.ok) {
      this.listener.failed(result.faults.map(formatFault).join('; '));
    } else if (!isDeepStrictEqual(result.credentials, this.#current)) {
      this.#current = result.credentials;
      this.listener.changed(result.credentials);
    }
  }
}
