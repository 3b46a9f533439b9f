import { exactNumber, stringifyJson } from './exact-json.ts';

/** Greatest depth of a value that `JSON.stringify` cannot write; the rest is cut. People do not read so deep. */
const MAX_CUT_DEPTH = 64;
const CUT_MARK = '… [cut, nested too deeply]';

/**
 * JSON text of a value that `parseJson` returned; never throws. An infinite number is the text `Infinity`, as in
 * `exactNumber`.
 *
 * `JSON.parse` takes any depth, but `JSON.stringify` runs out of stack after some thousand levels. Such a value is cut,
 * with a mark in place of the parts that are too deep.
 */
export function jsonText(value: unknown): string {
  if (typeof value === 'number') return String(exactNumber(value));
  try {
    const text = stringifyJson(value) ?? String(value);
    // JSON.stringify writes null for an infinite number (1e400).
    return text.includes('null') && holdsInfinity(value) ? stringifyJson(withoutInfinity(value)) : text;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return stringifyJson(cutDepth(value, 0));
  }
}

function holdsInfinity(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsInfinity);
}

function withoutInfinity(value: unknown): unknown {
  if (typeof value === 'number') return exactNumber(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutInfinity);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutInfinity(member)]));
}

function cutDepth(value: unknown, depth: number): unknown {
  if (typeof value === 'number') return exactNumber(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_CUT_DEPTH) return CUT_MARK;
  if (Array.isArray(value)) return value.map((member) => cutDepth(member, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, cutDepth(member, depth + 1)]));
}
