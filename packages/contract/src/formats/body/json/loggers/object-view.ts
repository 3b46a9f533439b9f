import type { LogObject } from '../../../text/log-object.ts';
import { spelling, together } from './logger-names.ts';

/** An object that finds members in any spelling of their names; if several share a name, it finds the first. */
export class ObjectView {
  readonly object: LogObject;
  #keys: Map<string, string> | undefined;

  constructor(object: LogObject) {
    this.object = object;
  }

  /** The key of the first name whose value is accepted. */
  find(names: readonly string[], accepts: (value: unknown) => boolean): string | undefined {
    for (const name of names) {
      const key = this.#keyOf(name);
      if (key !== undefined && accepts(this.object[key])) return key;
    }
    return undefined;
  }

  /** The first accepted value of these names. */
  value(names: readonly string[], accepts: (value: unknown) => boolean): unknown {
    const key = this.find(names, accepts);
    return key === undefined ? undefined : this.object[key];
  }

  has(name: string): boolean {
    return this.#keyOf(name) !== undefined;
  }

  /** A member that is an object itself. */
  inside(name: string): ObjectView | undefined {
    const key = this.#keyOf(name);
    const value = key === undefined ? undefined : this.object[key];
    return isObject(value) ? new ObjectView(value) : undefined;
  }

  #keyOf(name: string): string | undefined {
    const key = this.#byName.get(name);
    if (key !== undefined) return key;
    const word = together(name);
    return word === undefined ? undefined : this.#byName.get(word);
  }

  get #byName(): Map<string, string> {
    if (this.#keys === undefined) {
      this.#keys = new Map();
      for (const key in this.object) {
        if (key.length > MAX_NAME) continue;
        const name = spelling(key);
        if (!this.#keys.has(name)) this.#keys.set(name, key);
      }
    }
    return this.#keys;
  }
}

/** No caller looks for longer names. */
const MAX_NAME = 64;

/** True for a value that is an object and not an array. */
export function isObject(value: unknown): value is LogObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for a text that is not empty. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/** The first value under one of several names in these objects. */
export function insideOf(
  views: readonly ObjectView[],
  names: readonly string[],
  accepts: (value: unknown) => boolean,
): unknown {
  for (const view of views) {
    const value = view.value(names, accepts);
    if (value !== undefined) return value;
  }
  return undefined;
}
