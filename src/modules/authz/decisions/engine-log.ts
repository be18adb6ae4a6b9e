import { Logger } from '@nestjs/common';

/** Says when an engine stops answering and when it answers again: once each, not once for every request. */
export class EngineLog {
  readonly #logger = new Logger('Authz');
  #failing = false;

  constructor(private readonly about: { readonly bucket: string; readonly engine: string }) {}

  failed(error: unknown): void {
    if (this.#failing) return;
    this.#failing = true;
    const reason = Error.isError(error) ? error.message : String(error);
    this.#logger.error({ ...this.about, reason }, 'An authorisation engine gives no usable answer');
  }

  answered(): void {
    if (!this.#failing) return;
    this.#failing = false;
    this.#logger.log(this.about, 'The authorisation engine answers again');
  }
}
