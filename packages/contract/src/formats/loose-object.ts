import { type LogObject, parseLogObject } from './log-object.ts';

/*
 * Objects that are nearly JSON, as programs write them that do not know it well:
 *
 *     {"level":"error","ratio":NaN}                Python's json.dumps, and C
 *     {"level":"error","msg":"text",}              printf, templates of proxies
 *     {"level":"error"},                           a list that was cut into lines
 *     {"level":"error"}{"level":"info"}            two writes without a line break between them
 *     {'level': 'error', 'ok': True, 'id': None}   Python's print
 *
 * The text is written anew as JSON in one pass, and parsed; what is not an object then stays a text.
 */

const START = /^\s{0,64}\{\s{0,64}["'}]/;
const WORDS: Readonly<Record<string, string>> = Object.freeze({
  ...{ NaN: '"NaN"', Infinity: '"Infinity"', '-Infinity': '"-Infinity"', True: 'true', False: 'false', None: 'null' },
});
const WORD = /-?[A-Za-z]{1,16}/y;
const BACKSLASH = '\\';

/** An object, and what stands behind it. */
interface LooseObject {
  object: LogObject;
  /** The text of the further objects on the line; empty without any. */
  rest: string;
}

/** Parses a line that is nearly JSON; undefined when it is not, or when text stands behind the object. */
export function parseLooseObject(text: string): LooseObject | undefined {
  if (!START.test(text)) return undefined;
  const written = writeAnew(text);
  if (written === undefined) return undefined;
  const rest = text.slice(written.end).replace(/^[\s,]{1,64}/, '');
  if (rest !== '' && !rest.startsWith('{"')) return undefined;
  const object = parseLogObject(written.json);
  return object && { object, rest };
}

/** The first object of a text as JSON, and where it ends; undefined when it has no end. */
function writeAnew(text: string): { json: string; end: number } | undefined {
  const parts: string[] = [];
  let depth = 0;
  let comma = -1;
  for (let at = 0; at < text.length; ) {
    const sign = text[at] as string;
    if (sign === '"' || sign === "'") {
      const end = endOfQuoted(text, at, sign);
      if (end < 0) return undefined;
      parts.push(sign === '"' ? text.slice(at, end) : doubleQuoted(text.slice(at + 1, end - 1)));
      comma = -1;
      at = end;
      continue;
    }
    WORD.lastIndex = at;
    const word = WORD.exec(text)?.[0];
    if (word !== undefined) {
      parts.push(Object.hasOwn(WORDS, word) ? (WORDS[word] as string) : word);
      comma = -1;
      at += word.length;
      continue;
    }
    if ((sign === '}' || sign === ']') && comma >= 0) parts[comma] = '';
    if (sign === '{' || sign === '[') depth += 1;
    else if (sign === '}' || sign === ']') depth -= 1;
    if (sign === ',') comma = parts.length;
    else if (sign.trim() !== '') comma = -1;
    parts.push(sign);
    at += 1;
    if (depth === 0 && sign === '}') return { json: parts.join(''), end: at };
  }
  return undefined;
}

/** The index behind the closing quotation mark; -1 without one. */
function endOfQuoted(text: string, start: number, mark: string): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === BACKSLASH) at += 1;
    else if (text[at] === mark) return at + 1;
  }
  return -1;
}

/** A string of Python's as JSON; `\'` and `\x1b` are Python's alone. */
function doubleQuoted(inside: string): string {
  const escaped = inside.replace(/\\(?:x([\da-fA-F]{2})|.)|"/gs, (found, hex: string | undefined) => {
    if (found === '"') return '\\"';
    if (found === "\\'") return "'";
    return hex === undefined ? found : `\\u00${hex}`;
  });
  return `"${escaped}"`;
}
