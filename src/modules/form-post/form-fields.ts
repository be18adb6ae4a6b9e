import { isUtf8 } from 'node:buffer';
import { GatewayError } from '../../common/errors/gateway-error.js';

/** The fields of a form before its file, by lower-case name, each once. */
export class FormFields {
  readonly #values = new Map<string, Buffer>();

  /** @throws GatewayError InvalidArgument for a field that is there already, or is no UTF-8 */
  add(name: string, value: Buffer): void {
    // Which of two values a policy spoke of must not be a guess.
    if (this.#values.has(name)) throw invalid(name, 'The form contains a field more than once.');
    if (!isUtf8(value)) throw invalid(name, 'The value of a form field must be UTF-8.');
    this.#values.set(name, value);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  get(name: string): string | undefined {
    return this.#values.get(name)?.toString('utf8');
  }

  /** Names and values, as text. */
  texts(): ReadonlyMap<string, string> {
    return new Map([...this.#values].map(([name, value]) => [name, value.toString('utf8')]));
  }

  /** Names and values in the form of header fields on the wire: one latin1 character per byte. */
  *wireValues(): Generator<readonly [name: string, value: string]> {
    for (const [name, value] of this.#values) yield [name, value.toString('latin1')];
  }
}

function invalid(name: string, message: string): GatewayError {
  return new GatewayError('InvalidArgument', { message, details: { ArgumentName: name, ArgumentValue: '' } });
}
