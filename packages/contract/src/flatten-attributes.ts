import { cutText } from './cut-text.ts';
import {
  type Attributes,
  type AttributeValue,
  MAX_ATTRIBUTE_BYTES,
  MAX_ATTRIBUTE_NAME_LENGTH,
  MAX_ATTRIBUTES,
} from './log-record.ts';

/** Attribute that holds, as JSON, what did not fit into `MAX_ATTRIBUTES`. */
export const OVERFLOW_ATTRIBUTE = 'logwarren.overflow';

/** Objects nested deeper than this are kept as JSON text: MongoDB refuses 100 levels, people stop reading long before. */
const MAX_DEPTH = 8;

/**
 * Adds a value to a flat attribute map: objects are flattened with dots, arrays become JSON text.
 *
 * Nothing is dropped: long values are cut with a mark, surplus attributes are gathered in `OVERFLOW_ATTRIBUTE`. NUL in a
 * name becomes U+FFFD, because BSON names cannot hold it. undefined and functions are skipped, as JSON does.
 *
 * @param into changed in place
 * @param name '' for the top of an object whose members become attributes themselves
 */
export function addAttribute(into: Attributes, name: string, value: unknown): void {
  const overflow: Record<string, unknown> = {};
  add(into, name, value, 0, overflow);
  if (Object.keys(overflow).length > 0) {
    into[OVERFLOW_ATTRIBUTE] = cutText(JSON.stringify(overflow), MAX_ATTRIBUTE_BYTES);
  }
}

function add(into: Attributes, name: string, value: unknown, depth: number, overflow: Record<string, unknown>): void {
  if (value === undefined || typeof value === 'function' || typeof value === 'symbol') return;
  if (isPlainObject(value) && depth < MAX_DEPTH && Object.keys(value).length > 0) {
    for (const [key, member] of Object.entries(value)) {
      add(into, name === '' ? key : `${name}.${key}`, member, depth + 1, overflow);
    }
    return;
  }
  const key = attributeName(name);
  if (!Object.hasOwn(into, key) && Object.keys(into).length >= MAX_ATTRIBUTES) overflow[key] = value;
  // defineProperty, because assigning to `__proto__` would change the prototype instead of adding a key
  else if (key === '__proto__') {
    Object.defineProperty(into, key, { value: scalar(value), enumerable: true, writable: true, configurable: true });
  } else into[key] = scalar(value);
}

function scalar(value: unknown): AttributeValue {
  if (typeof value === 'string') return cutText(wellFormed(value), MAX_ATTRIBUTE_BYTES);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'bigint') return String(value);
  return cutText(JSON.stringify(value) ?? String(value), MAX_ATTRIBUTE_BYTES);
}

function attributeName(name: string): string {
  const cut = name.length > MAX_ATTRIBUTE_NAME_LENGTH ? `${name.slice(0, MAX_ATTRIBUTE_NAME_LENGTH - 1)}…` : name;
  return wellFormed(cut.includes('\0') ? cut.replaceAll('\0', '\uFFFD') : cut);
}

/** A lone surrogate has no UTF-8; MongoDB would store U+FFFD silently, so it is replaced where it can be seen. */
export function wellFormed(text: string): string {
  return text.isWellFormed() ? text : text.toWellFormed();
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
