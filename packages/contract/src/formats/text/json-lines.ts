/** Finds the start and end of objects in lines of text, which need not be JSON. */

import { parseForeignJson } from '../../json/index.ts';

const QUOTE = 34;
const BACKSLASH = 92;

/** True when the first character that is not a space is an opening brace. */
export function startsObject(text: string): boolean {
  let at = 0;
  while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9) at += 1;
  return text.charCodeAt(at) === 123;
}

/** True for one JSON object with only white space around it, however deeply nested. */
export function isWholeObject(line: string): boolean {
  const text = line.trim();
  if (!text.startsWith('{') || !text.endsWith('}')) return false;
  try {
    parseForeignJson(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Follows whether the lines so far are inside JSON. In other text, JSON begins with a line that ends in an opening
 * bracket, as in `body: {`; the quotation marks of prose mean nothing.
 */
export class JsonDepth {
  readonly #isObject: boolean;
  #depth = 0;
  #inString = false;
  #isEscaped = false;

  constructor(firstLine: string) {
    this.#isObject = startsObject(firstLine);
    this.add(firstLine, false);
  }

  /** True while there is a bracket that has not been closed. */
  get isOpen(): boolean {
    return this.#depth > 0;
  }

  /**
   * Adds a line.
   *
   * @param goesOn true if the line is the rest of the one before; otherwise no string continues into it, as in JSON
   */
  add(line: string, goesOn: boolean): void {
    if (!goesOn) {
      this.#inString = false;
      this.#isEscaped = false;
    }
    if (this.#depth > 0 || this.#isObject) this.#scan(line);
    else if (endsOpen(line)) this.#depth = 1;
  }

  #scan(line: string): void {
    for (let at = 0; at < line.length; at++) {
      const code = line.charCodeAt(at);
      if (this.#isEscaped) this.#isEscaped = false;
      else if (this.#inString && code === BACKSLASH) this.#isEscaped = true;
      else if (code === QUOTE) this.#inString = !this.#inString;
      else if (!this.#inString) this.#count(code);
    }
  }

  #count(code: number): void {
    if (code === 123 || code === 91) this.#depth += 1;
    else if ((code === 125 || code === 93) && this.#depth > 0) this.#depth -= 1;
  }
}

function endsOpen(line: string): boolean {
  let at = line.length - 1;
  while (line.charCodeAt(at) <= 32) at -= 1;
  const code = line.charCodeAt(at);
  return code === 123 || code === 91;
}
