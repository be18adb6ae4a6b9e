import type { Position } from '../config-fault.js';
import type { ConfigPath } from '../config-path.js';
import { pathId } from '../config-path.js';

/** Stands where a value could not be read; the reason has been reported, so checks leave the place alone. */
export const UNREADABLE = Symbol('unreadable');

interface Place {
  readonly key: Position;
  readonly value: Position;
}

/** What the document says after substitution, as plain values, and where each of them stands. */
export class ConfigSource {
  readonly #places = new Map<string, Place>();

  /** Mappings are objects without a prototype, so that keys such as `constructor` are only keys. */
  root: unknown;

  /** Notes where a value and its key stand; in lists the key is the value itself. */
  place(path: ConfigPath, key: Position, value: Position): void {
    this.#places.set(pathId(path), { key, value });
  }

  /** The value at a path; undefined when nothing is written there. */
  valueAt(path: ConfigPath): unknown {
    return path.reduce<unknown>(child, this.root);
  }

  /** Whether the value at the path or one around it could not be read. */
  isUnreadable(path: ConfigPath): boolean {
    return (
      path.some((_, index) => this.valueAt(path.slice(0, index)) === UNREADABLE) || this.valueAt(path) === UNREADABLE
    );
  }

  /** Whether the key is written, readable or not. */
  has(path: ConfigPath): boolean {
    return this.valueAt(path) !== undefined;
  }

  /** The text at a path; undefined when there is none or it could not be read. */
  textAt(path: ConfigPath): string | undefined {
    const value = this.valueAt(path);
    return typeof value === 'string' ? value : undefined;
  }

  /** Where the value stands, or what is nearest around it when it is not written. */
  positionOf(path: ConfigPath): Position {
    return this.#nearest(path).value;
  }

  /** Where the key of a mapping stands. */
  keyPositionOf(path: ConfigPath): Position {
    const place = this.#places.get(pathId(path));
    return place === undefined ? this.positionOf(path) : place.key;
  }

  #nearest(path: ConfigPath): Place {
    for (let length = path.length; length >= 0; length -= 1) {
      const place = this.#places.get(pathId(path.slice(0, length)));
      if (place !== undefined) return place;
    }
    const start = { line: 1, column: 1 };
    return { key: start, value: start };
  }
}

function child(parent: unknown, step: string | number): unknown {
  if (typeof step === 'number') return Array.isArray(parent) ? (parent as unknown[])[step] : undefined;
  return isMapping(parent) ? parent[step] : undefined;
}

/** Whether a value of the source is a YAML mapping. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
