import { isWholeObject } from '../../text/json-lines.ts';

/** Most objects that one line is divided into; a line with more stays whole. */
const MOST_OBJECTS = 1000;
const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;
const QUOTE = 34;
const BACKSLASH = 92;
const SPACE = 32;

/**
 * The objects of a line that holds only JSON objects, as when two processes write into one file without a lock.
 *
 * @param version of the joiner; before 7 no line was divided
 * @returns undefined for a line with one object, and for any other
 */
export function objectsOfLine(line: string | undefined, version: number): string[] | undefined {
  if (version < 7 || line?.charCodeAt(0) !== OPENING_BRACE || !hasObjectBehindObject(line)) return undefined;
  const objects = outermost(line);
  return objects !== undefined && objects.length > 1 && objects.every(isWholeObject) ? objects : undefined;
}

/** Looks for braces alone: a search for one character costs a third of one for two. */
function hasObjectBehindObject(line: string): boolean {
  for (let at = line.indexOf('{', 1); at > 0; at = line.indexOf('{', at + 1)) {
    const before = line.charCodeAt(at - 1);
    if (before === CLOSING_BRACE || (before === SPACE && line.charCodeAt(at - 2) === CLOSING_BRACE)) return true;
  }
  return false;
}

/** Texts between outermost braces; undefined if there is anything else between them. */
function outermost(line: string): string[] | undefined {
  const objects: string[] = [];
  for (let start = 0; start < line.length; ) {
    const end = endOfObject(line, start);
    if (end === undefined || objects.length === MOST_OBJECTS) return undefined;
    objects.push(line.slice(start, end));
    start = end;
    while (line.charCodeAt(start) === SPACE) start += 1;
  }
  return objects;
}

function endOfObject(line: string, start: number): number | undefined {
  if (line.charCodeAt(start) !== OPENING_BRACE) return undefined;
  let depth = 0;
  let isInString = false;
  for (let at = start; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (isInString && code === BACKSLASH) at += 1;
    else if (code === QUOTE) isInString = !isInString;
    else if (!isInString && code === OPENING_BRACE) depth += 1;
    else if (!isInString && code === CLOSING_BRACE) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}
