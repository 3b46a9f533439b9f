import { isTimed, startsRecord } from '../lines/record-start.ts';
import { isBlank } from '../lines/stack-trace.ts';
import {
  announces,
  isField,
  isIndentedTime,
  isOfHttp,
  isUntimedPayload,
  looksLikePayload,
  MOST_PAYLOADS,
  opensObject,
} from './payload.ts';

/**
 * After so many sentences in a row, not indented, below a line with a time, each is a record: the file has no times,
 * and one odd line has. A text that a program logs over so many lines nearly always has a line that is blank, indented
 * or short.
 */
const MIN_SENTENCES = 10;
const SQL =
  /^(?:select|from|where|and|or|(?:left |right |inner |cross )?join|order by|group by|having|limit|values|insert|update|set|union|with|on)\b/i;
const SENTENCE = /^[A-Za-z]\S{0,64}(?: \S{1,64}){3}/;

/**
 * Judges the lines below the first one of a record so far: either they are a text that the record prints, or each is a
 * record.
 */
export class LinesBelowTime {
  readonly #version: number;
  #count = 0;
  /** True while all lines are sentences. */
  #isProse = true;
  /** Number of lines in a row, directly below the first, that look like records. */
  #payloads = 0;
  /** True while all lines are fields of HTTP, except the blank line after them. */
  #isOfFields = true;
  /** The line above the next one. */
  #above = '';
  /** Whether the first line begins with a time; null until something asks. */
  #isBelowTime: boolean | null = null;

  constructor(version: number) {
    this.#version = version;
  }

  /** Forgets the record. */
  reset(): void {
    this.#isBelowTime = null;
    if (this.#count === 0) return;
    this.#count = 0;
    this.#isProse = true;
    this.#payloads = 0;
    this.#isOfFields = true;
  }

  /** True when the first line begins with a time. */
  isBelowTime(first: string): boolean {
    this.#isBelowTime ??= isTimed(first, this.#version);
    return this.#isBelowTime;
  }

  /** Adds the text of a further line. */
  add(text: string, first: string, isStrict: boolean): void {
    this.#count += 1;
    if (this.#isProse) this.#isProse = isSentence(text);
    if (this.#version < 6) return;
    if (this.#isOfFields) this.#isOfFields = this.#mayFollowFields(text);
    this.#above = text;
    const isInRow = !isStrict && this.#payloads === this.#count - 1;
    if (isInRow && this.isBelowTime(first) && this.#looksLikeRecord(text)) this.#payloads += 1;
  }

  /**
   * True for a line that looks like a record and belongs to the text that the record prints.
   *
   * @param isTaught true if the records of this stream have been seen to begin with a time
   */
  isPayload(text: string, first: string, isTaught: boolean): boolean {
    const above = this.#count === 0 ? first : this.#above;
    if (announces(first) || announces(above) || this.#isBody(first)) return looksLikePayload(text, first);
    if (this.#version < 7) return false;
    return isTaught ? isUntimedPayload(text, first) : opensObject(text) && !this.#isBehindObject;
  }

  /** True when they look like records, and are too many in a row for a text. */
  get areRecords(): boolean {
    return this.#payloads === this.#count && this.#payloads > MOST_PAYLOADS;
  }

  /** True when they are sentences, and too many in a row for a text of a record with a time; see `MIN_SENTENCES`. */
  areSentences(first: string): boolean {
    return this.#isProse && this.#count >= MIN_SENTENCES && this.isBelowTime(first) && !announces(first);
  }

  /** True directly after the blank line that ends the fields of an HTTP request or answer. */
  #isBody(first: string): boolean {
    return this.#isOfFields && this.#count > 1 && isBlank(this.#above) && isOfHttp(first);
  }

  /** True directly after the last line of an object: the next one shows that objects are records here. */
  get #isBehindObject(): boolean {
    return this.#count > 0 && this.#above.startsWith('}');
  }

  #mayFollowFields(text: string): boolean {
    if (this.#count === 1) return isField(text);
    return !isBlank(this.#above) && (isField(text) || isBlank(text));
  }

  #looksLikeRecord(text: string): boolean {
    return text !== '{' && (startsRecord(text, this.#version) || isIndentedTime(text, this.#version));
  }
}

/** True for a line of four words or more that begins with a letter, and not with a word of SQL. */
function isSentence(line: string): boolean {
  return SENTENCE.test(line) && !SQL.test(line);
}
