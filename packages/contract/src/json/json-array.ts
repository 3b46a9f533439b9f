import { endOfString } from './long-integers.ts';

/** Finds the elements of a JSON array in its text, without parsing; the text need not be valid. */

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;

/**
 * Counts the elements of a JSON array.
 *
 * @param most counting ends just above
 * @returns 1 when the text is not an array
 */
export function countElements(text: string, most: number): number {
  let count = 0;
  const isArray = eachElement(text, () => {
    count += 1;
    return count <= most;
  });
  return isArray ? count : 1;
}

/**
 * Counts the members of all objects in a JSON text: colons outside of strings.
 *
 * @param most counting ends just above
 */
export function countMembers(text: string, most: number): number {
  let count = 0;
  for (let at = 0; at < text.length && count <= most; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === COLON) count += 1;
  }
  return count;
}

/** Texts of the elements, without white space around them; empty for a text that is not an array. */
export function arrayElements(text: string): string[] {
  const elements: string[] = [];
  eachElement(text, (start, end) => {
    elements.push(text.slice(start, end).trim());
    return true;
  });
  return elements;
}

/**
 * Calls back with the start and end of each element until the callback returns false.
 *
 * @returns false when the text is not an array
 */
function eachElement(text: string, onElement: (start: number, end: number) => boolean): boolean {
  let at = skipSpace(text, 0);
  if (text[at] !== '[') return false;
  let start = at + 1;
  if (text[skipSpace(text, start)] === ']') return true;
  let depth = 1;
  for (at = start; at < text.length && depth > 0; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === 91 || code === 123) depth += 1;
    else if (code === 93 || code === 125) depth -= 1;
    else if (code === COMMA && depth === 1) {
      if (!onElement(start, at)) return true;
      start = at + 1;
    }
  }
  onElement(start, depth === 0 ? at - 1 : at);
  return true;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 32) at += 1;
  return at;
}
