import { stringifyJson } from './exact-json.ts';

/** Deeper than this a value that `JSON.stringify` cannot manage is cut; nobody reads a log that deep. */
const MAX_CUT_DEPTH = 64;
const CUT_MARK = '… [cut, nested too deeply]';

/**
 * JSON text of a value that `parseJson` returned; never throws.
 *
 * `JSON.parse` takes any depth, `JSON.stringify` runs out of stack after some thousand levels: such a value is cut, with
 * a mark in the place of what is too deep.
 */
export function jsonText(value: unknown): string {
  try {
    return stringifyJson(value) ?? String(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return stringifyJson(cutDepth(value, 0));
  }
}

function cutDepth(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_CUT_DEPTH) return CUT_MARK;
  if (Array.isArray(value)) return value.map((member) => cutDepth(member, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, cutDepth(member, depth + 1)]));
}
