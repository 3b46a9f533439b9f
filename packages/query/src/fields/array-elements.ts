import { parseJson } from '@logwarren/contract/exact-json';
import type { Attributes, AttributeValue } from '@logwarren/contract/log-record';

/**
 * Elements of attributes that are arrays. An array is kept as JSON text (`["alpha","beta"]`), and the text stays its
 * value. The name of the attribute also finds its elements; the name with a dot and a member's name finds members of
 * objects in it, at any depth.
 *
 *     tags   ["alpha"]           tags: alpha
 *     users  [{"name":"Ada"}]    users.name: Ada
 */

/** A value other than null and undefined. */
export type Element = NonNullable<AttributeValue>;

type OnElement = (name: string, element: AttributeValue) => void;

/** Nobody searches deeper than this; objects become attributes to the same depth. */
const MAX_DEPTH = 8;
/** The start of a JSON array; rules out `[::1]`, `[INFO] ready [x]` and most other texts. */
const ARRAY_START = /^\[\s*(?:["{[\]\d-]|true|false|null)/;

/**
 * Calls back with each scalar in an array, null included, and its name.
 *
 * @param name name of the attribute
 * @param value value of the attribute. Nothing happens if it is not a JSON array, or not an array that was cut for its
 * length
 */
export function eachElement(name: string, value: unknown, onElement: OnElement): void {
  if (typeof value !== 'string' || !value.startsWith('[') || !value.endsWith(']') || !ARRAY_START.test(value)) return;
  let array: unknown;
  try {
    array = parseJson(value);
  } catch {
    return;
  }
  visit(name, array, 0, onElement);
}

function visit(name: string, value: unknown, depth: number, onElement: OnElement): void {
  if (depth > MAX_DEPTH) return;
  if (Array.isArray(value)) for (const each of value) visit(name, each, depth + 1, onElement);
  else if (typeof value !== 'object' || value === null) onElement(name, value as AttributeValue);
  else for (const [key, member] of Object.entries(value)) visit(`${name}.${key}`, member, depth + 1, onElement);
}

/** The elements with a name: of the array with that name, or else within an array whose name is a prefix of it. */
export function elementsOf(attributes: Attributes, name: string): readonly AttributeValue[] {
  const found: AttributeValue[] = [];
  const collect = (elementName: string, element: AttributeValue) => {
    if (elementName === name) found.push(element);
  };
  if (Object.hasOwn(attributes, name)) {
    eachElement(name, attributes[name], collect);
    return found;
  }
  for (let dot = name.indexOf('.', 1); dot > 0; dot = name.indexOf('.', dot + 1)) {
    const prefix = name.slice(0, dot);
    if (Object.hasOwn(attributes, prefix)) eachElement(prefix, attributes[prefix], collect);
  }
  return found;
}
