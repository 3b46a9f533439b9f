import { type LogObject, parseLogObject } from '../../../text/log-object.ts';
import { isAbsent, valueOfBareText } from './loose-values.ts';
import { takeQuoted } from './quoted-text.ts';

/*
 * Objects that are nearly JSON, from programs that do not write it correctly:
 *
 *     {"level":"error","ratio":NaN}                Python's json.dumps, and C
 *     {"level":"error","msg":"text",}              printf, templates of proxies
 *     {"level":"error"},                           a list that was cut into lines
 *     {"level":"error"}{"level":"info"}            two writes without a line break between them
 *     {"level":"error"} text                       a program that prints beside its logger
 *     {'level': 'error', 'ok': True, 'id': None}   Python's print
 *     { time: '…', level: 'error' }                Node's console.log, on one line or several
 *     {"level"=>"error", :id=>nil}                 Ruby's inspect
 *     {"status":502,"agent":"\x22curl\x22"}        nginx's default escaping
 *     {"status":502,"upstream_time":-}             nginx, if a variable is empty; or nothing at all
 *     {"status":502,"upstream_time":0.1, 0.2}      nginx with two upstreams
 *     {"path":"C:\Users\x"}                        a template that escapes nothing
 *     {"level":"error","msg":"half of                a line that was cut off
 *
 * The reader rewrites the text as JSON in one pass, and parses that. It guesses no value: it leaves out a value that is
 * missing or cut off, and keeps as text a value of no JSON type.
 */

const START = /^\s{0,64}\{\s{0,64}(?:["'}]|:?[A-Za-z_$@][\w$@.-]{0,128}\s{0,8}(?::|=>))/;
/** A name before its value; names of JavaScript's members and Ruby's symbols need no quotation marks. */
const NAME =
  /\s{0,64}(?:"((?:[^"\\]|\\.){0,256})"|'((?:[^'\\]|\\.){0,256})'|:?([A-Za-z_$@][\w$@.-]{0,128}))\s{0,8}(?:=>|:)/y;
/** Text that ends an object or a list early, after a comma. */
const CLOSED = /\s{0,64}(?:[}\]]|$)/y;
/** Names that loggers use. An object without quotation marks is a text if it has none of them. */
const OF_LOGGER =
  /[{,"'\s:](?:@?timestamp|@t|time|ts|date|datetime|level|lvl|severity|levelname|msg|message|status)["']?\s{0,8}(?:=>|:)/i;
/** Names for a time or a severity. Without one, half an object, or an object with text after it, is a text. */
const OF_RECORD = /[{,"'\s:](?:@?timestamp|@t|time|ts|date|datetime|level|lvl|severity|levelname)["']?\s{0,8}(?:=>|:)/i;
/** The depth that `parseLogObject` reads. */
const MAX_DEPTH = 500;

/** An object, and the text after it. */
interface LooseObject {
  object: LogObject;
  /** The text outside the object: after it, or the member that is cut off. May be empty. */
  rest: string;
}

/** Parses a text that begins with an object that is nearly JSON; undefined for any other text. Linear. */
export function parseLooseObject(text: string): LooseObject | undefined {
  if (!START.test(text)) return undefined;
  const written = new LooseReader(text).read();
  if (written === undefined) return undefined;
  const rest = text.slice(written.end).replace(/^[\s,]{1,64}/, '');
  const isAlone = written.isClosed && (rest === '' || rest.startsWith('{"'));
  const asked = isAlone ? written.hasBareName && OF_LOGGER : OF_RECORD;
  if (asked && !asked.test(text.slice(0, written.end))) return undefined;
  const object = parseLogObject(written.json);
  return object && { object, rest };
}

interface Written {
  json: string;
  /** Position after the object, or of the member that is cut off. */
  end: number;
  isClosed: boolean;
  hasBareName: boolean;
}

const COMMA = 44;
const QUOTE = 34;

class LooseReader {
  readonly #text: string;
  readonly #parts: string[] = [];
  /** The brackets that close the open ones, the innermost last. */
  readonly #open: string[] = [];
  #at: number;
  #hasBareName = false;
  /** Position in the text where the current member or element began. */
  #memberAt = 0;
  #needsComma = false;

  constructor(text: string) {
    this.#text = text;
    this.#at = text.indexOf('{');
  }

  /** @returns undefined for a text that is not an object in any form */
  read(): Written | undefined {
    this.#enter('{', '}');
    while (this.#open.length > 0) {
      this.#skipSeparators();
      if (this.#at >= this.#text.length) return this.#cut();
      this.#memberAt = this.#at;
      const sign = this.#text[this.#at] as string;
      if (sign === '}' || sign === ']') {
        if (!this.#leave(sign)) return undefined;
        continue;
      }
      const name = this.#open.at(-1) === '}' ? this.#takeName() : '';
      if (name === undefined) return this.#restIsShort() ? this.#cut() : undefined;
      const value = this.#takeValue(name);
      if (value === 'cut') return this.#cut();
      if (value === 'broken' || this.#open.length > MAX_DEPTH) return undefined;
    }
    return { json: this.#parts.join(''), end: this.#at, isClosed: true, hasBareName: this.#hasBareName };
  }

  /** True if the rest may be a name that is cut off. */
  #restIsShort(): boolean {
    return (
      this.#text.length - this.#at <= 256 && /^(?:["'][^"'{}]*["']?\s*|[\w$@.-]*)$/.test(this.#text.slice(this.#at))
    );
  }

  #cut(): Written {
    const end = this.#at >= this.#text.length ? this.#memberAt : this.#at;
    while (this.#open.length > 0) this.#parts.push(this.#open.pop() as string);
    return { json: this.#parts.join(''), end, isClosed: false, hasBareName: this.#hasBareName };
  }

  #enter(opening: string, closing: string): void {
    this.#parts.push(opening);
    this.#open.push(closing);
    this.#needsComma = false;
    this.#at += 1;
  }

  #leave(sign: string): boolean {
    if (this.#open.pop() !== sign) return false;
    this.#parts.push(sign);
    this.#needsComma = true;
    this.#at += 1;
    return true;
  }

  #skipSeparators(): void {
    while (this.#at < this.#text.length) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== COMMA && code > 32) return;
      this.#at += 1;
    }
  }

  /** @returns the name as JSON with its colon */
  #takeName(): string | undefined {
    NAME.lastIndex = this.#at;
    const match = NAME.exec(this.#text);
    if (match === null) return undefined;
    const [all, double, single, bare] = match;
    if (bare !== undefined) this.#hasBareName = true;
    this.#at += all.length;
    while (this.#text.charCodeAt(this.#at) <= 32) this.#at += 1;
    const quoted = double === undefined ? single : double;
    return `${JSON.stringify(quoted === undefined ? bare : nameOf(quoted, double !== undefined))}:`;
  }

  #takeValue(name: string): 'taken' | 'cut' | 'broken' {
    const sign = this.#text[this.#at];
    if (sign === undefined) return 'cut';
    if (sign === '{' || sign === '[') {
      this.#write(name, '');
      this.#enter(sign, sign === '{' ? '}' : ']');
      return 'taken';
    }
    return sign === '"' || sign === "'" || sign === '`' ? this.#takeText(name) : this.#takeBare(name);
  }

  #takeText(name: string): 'taken' | 'cut' {
    const { end, value } = takeQuoted(this.#text, this.#at);
    if (end < 0) return this.#cutHere();
    this.#write(name, JSON.stringify(value));
    this.#at = end;
    return 'taken';
  }

  #takeBare(name: string): 'taken' | 'cut' | 'broken' {
    const end = this.#endOfBare();
    if (end === 'broken') return 'broken';
    if (end >= this.#text.length) return this.#cutHere();
    const text = this.#text.slice(this.#at, end).trim();
    if (!isAbsent(text)) this.#write(name, valueOfBareText(text));
    this.#at = end;
    return 'taken';
  }

  #cutHere(): 'cut' {
    this.#at = this.#text.length;
    return 'cut';
  }

  #write(name: string, value: string): void {
    this.#parts.push(this.#needsComma ? `,${name}${value}` : `${name}${value}`);
    this.#needsComma = true;
  }

  /** Follows a value without quotation marks: a comma before another name, or the bracket that closes. */
  #endOfBare(): number | 'broken' {
    const text = this.#text;
    const isMember = this.#open.at(-1) === '}';
    let depth = 0;
    for (let at = this.#at; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 40 || code === 91 || code === 123) depth += 1;
      else if (code === 41 || code === 93 || code === 125) {
        if (depth === 0) return code === 41 ? 'broken' : at;
        depth -= 1;
      } else if (depth === 0 && code === QUOTE) return 'broken';
      else if (depth === 0 && code === COMMA && (!isMember || this.#endsMember(at + 1))) return at;
    }
    return text.length;
  }

  /** True where another name follows, or nothing: otherwise the comma is part of the value. */
  #endsMember(at: number): boolean {
    NAME.lastIndex = at;
    CLOSED.lastIndex = at;
    return NAME.test(this.#text) || CLOSED.test(this.#text);
  }
}

function nameOf(inside: string, isDouble: boolean): string {
  if (!inside.includes('\\')) return inside;
  const mark = isDouble ? '"' : "'";
  return takeQuoted(`${mark}${inside}${mark}`, 0).value;
}
