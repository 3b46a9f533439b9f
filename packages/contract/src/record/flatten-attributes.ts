import { exactInteger, exactNumber, jsonText, setOwn } from '../json/index.ts';
import { cutMiddle, cutText } from '../text/index.ts';
import {
  type Attributes,
  type AttributeValue,
  MAX_ATTRIBUTE_BYTES,
  MAX_ATTRIBUTE_NAME_LENGTH,
  MAX_ATTRIBUTES,
  MAX_OVERFLOW_BYTES,
} from './log-record.ts';
import { markTruncated } from './truncated.ts';

/** Attribute that holds, as JSON, the values that exceed `MAX_ATTRIBUTES` or whose name was taken. */
export const OVERFLOW_ATTRIBUTE = 'logwarren.overflow';

/**
 * Objects nested deeper than this are kept as JSON text: MongoDB refuses 100 levels, and people stop reading long
 * before.
 */
const MAX_DEPTH = 8;

/**
 * Adds values to a flat attribute map: objects are flattened with dots, arrays become JSON text.
 *
 * Nothing is dropped without a mark. Long values are cut. Surplus attributes, and values whose name another value has
 * (`a.b` beside `a: { b }`), go to `OVERFLOW_ATTRIBUTE`; when that is full too, it counts the rest. NUL in a name
 * becomes U+FFFD, because BSON names cannot hold it. undefined and functions are skipped, as in JSON. Never throws on a
 * result of `parseJson`.
 *
 * @param into changed in place
 * @param members name and value; under the name '' the members of an object become attributes themselves
 */
export function addAttributes(into: Attributes, members: Iterable<readonly [name: string, value: unknown]>): void {
  const target: Target = { into, count: Object.keys(into).length, overflow: undefined, truncated: [] };
  for (const [name, value] of members) add(target, name, value, 0);
  if (target.truncated.length > 0) markTruncated(into, target.truncated);
  if (target.overflow !== undefined) putOverflow(target.into, target.overflow);
}

/** Adds one value; see `addAttributes`, which is cheaper for many. */
export function addAttribute(into: Attributes, name: string, value: unknown): void {
  addAttributes(into, [[name, value]]);
}

interface Target {
  into: Attributes;
  /** Attributes in `into`. */
  count: number;
  /** Made for the first value that does not fit: nearly no record has one. */
  overflow: Overflow | undefined;
  /** Names of the attributes whose values were cut. */
  truncated: string[];
}

/** JSON of the values that did not fit, and the number of values that do not fit even there, which are not written. */
class Overflow {
  readonly #names = new Set<string>();
  #members = '';
  #left = 0;

  get isEmpty(): boolean {
    return this.#names.size === 0;
  }

  get isFull(): boolean {
    return this.#members.length > MAX_OVERFLOW_BYTES;
  }

  add(name: string, value: unknown): void {
    if (this.isFull) {
      this.#left += 1;
      return;
    }
    const free = this.#names.has(name) ? `${name} #${this.#names.size}` : name;
    this.#members += `${this.isEmpty ? '' : ','}${jsonText(free)}:${jsonText(value)}`;
    this.#names.add(free);
  }

  /** @param before text of the attribute so far */
  textAfter(before: string): string {
    const text = cutText(`${before}{${this.#members}}`, MAX_OVERFLOW_BYTES);
    return this.#left === 0 ? text : `${text} [and ${this.#left} more attributes]`;
  }
}

function add(target: Target, name: string, value: unknown, depth: number): void {
  if (value === undefined || typeof value === 'function' || typeof value === 'symbol') return;
  if (target.overflow?.isFull) {
    target.overflow.add(name, value);
    return;
  }
  if (isPlainObject(value) && depth < MAX_DEPTH) {
    const keys = Object.keys(value);
    // Cut on the way down, so that a huge name is not copied for every member below it.
    const prefix = name === '' ? '' : `${attributeName(name)}.`;
    for (const key of keys) add(target, prefix + key, value[key], depth + 1);
    if (keys.length > 0 || name === '') return;
  }
  put(target, attributeName(name), value);
}

function put(target: Target, name: string, value: unknown): void {
  const { into } = target;
  const whole = scalar(value);
  // Keeps only the beginning of JSON, so that a search still knows where the texts in it begin.
  const cut = typeof value === 'string' ? cutMiddle : cutText;
  const kept = typeof whole === 'string' ? cut(whole, MAX_ATTRIBUTE_BYTES) : whole;
  if (Object.hasOwn(into, name)) {
    if (!Object.is(into[name], kept)) overflowOf(target).add(name, value);
  } else if (target.count >= MAX_ATTRIBUTES) {
    overflowOf(target).add(name, value);
  } else {
    setOwn(into, name, kept);
    target.count += 1;
    if (kept !== whole) target.truncated.push(name);
  }
}

function overflowOf(target: Target): Overflow {
  target.overflow ??= new Overflow();
  return target.overflow;
}

function putOverflow(into: Attributes, overflow: Overflow): void {
  const before = Object.hasOwn(into, OVERFLOW_ATTRIBUTE) ? `${into[OVERFLOW_ATTRIBUTE]} ` : '';
  setOwn(into, OVERFLOW_ATTRIBUTE, overflow.textAfter(before));
}

/** Converts a value to a scalar; does not cut texts. */
function scalar(value: unknown): AttributeValue {
  if (typeof value === 'string') return wellFormed(value);
  if (typeof value === 'number') return exactNumber(value);
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'bigint') return exactInteger(String(value));
  return jsonText(value);
}

function attributeName(name: string): string {
  const cut = name.length > MAX_ATTRIBUTE_NAME_LENGTH ? `${name.slice(0, MAX_ATTRIBUTE_NAME_LENGTH - 1)}…` : name;
  return wellFormed(cut.includes('\0') ? cut.replaceAll('\0', '\uFFFD') : cut);
}

/**
 * Replaces lone surrogates by U+FFFD. They have no UTF-8, and MongoDB would replace them silently, so this code does it
 * visibly.
 */
export function wellFormed(text: string): string {
  return text.isWellFormed() ? text : text.toWellFormed();
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
