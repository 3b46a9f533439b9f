import { isWholeObject, JsonDepth, startsObject } from '../json-lines.ts';
import {
  isBlank,
  mayContinue,
  nextState,
  startsTraceOfItsOwn,
  stateOfFirstLine,
  type TraceState,
} from '../stack-trace.ts';
import { type Continuation, continuationOf, strictContinuationOf } from './continuation.ts';
import { startsCrash } from './crash-start.ts';
import { isTraceTitle } from './crash-traces.ts';
import { judgedText } from './judged-text.ts';
import { announces, isField, isIndentedTime, isOfHttp, isPayload, MOST_PAYLOADS } from './payload.ts';
import { isIndentedLevel, isTimed, startsRecord } from './record-start.ts';
import { isSentence, MIN_SENTENCES } from './sentences.ts';
import { mayFollowStrictly, type UnwrappedLine } from './unwrap-line.ts';

const TAB = 9;
const DOT = 46;
const SPACE = 32;
const COLON = 58;
const OPENING_BRACE = 123;

/** Most lines of one record; the next line starts another. */
export const MAX_RECORD_LINES = 5000;
/** The same before version 3: fewer than the 1,024 frames of a Java stack that overflows. */
const MAX_RECORD_LINES_BEFORE_3 = 1000;
/** Most bytes of one record in UTF-8, its line breaks included; a single longer line is a record by itself. */
export const MAX_RECORD_BYTES = 256 * 1024;
/** Most bytes of a single line, as it stands or put together again from the parts that a container runtime made of it. */
export const MAX_LINE_BYTES = 8 * 1024 * 1024;

/** Where the records of an own format begin. */
export interface OwnStarts {
  /** True for a line that begins a record; asked of the line, and of the text inside of its envelope. */
  isStart: (text: string) => boolean;
  /** All other lines belong to the record above; otherwise the rules of all formats say so. */
  isOnlyRule: boolean;
}

/** The starts of the own format that a line chooses, as entries of the journal do by their unit. */
export type StartsOfLine = (line: string) => OwnStarts | undefined;

/** The record under construction. Nearly all records have one line, so that case allocates nothing. */
export class PendingRecord {
  readonly #partsObjects: boolean;
  readonly #knowsKinds: boolean;
  readonly #joinsLongLines: boolean;
  readonly #version: number;
  readonly #startsOf: StartsOfLine | undefined;
  #own: OwnStarts | undefined;
  #first: string | undefined;
  #further: string[] = [];
  /** Bytes of all lines, counted from the second line on. */
  #bytes = 0;
  /** The judged text of the first line: the text inside when a container runtime wrote the line. */
  #firstText = '';
  #stream: string | undefined;
  /** Its lines are entries of the journal, which are as long as their texts here. */
  #isOfEntries = false;
  #isPartial = false;
  #isStrict = false;
  /** Worked out when a second line asks for it. */
  #stateAtFirst: TraceState | undefined;
  #state: TraceState | undefined;
  /** Text of the lines so far, once it is asked for. */
  #depth: JsonDepth | undefined;
  /** Rule of the kind of the first line; null until a second line asks for it. */
  #continuation: Continuation | undefined | null = null;
  /** All lines below the first are objects, or blank. */
  #hasObjectsOnly = true;
  /** The title of a trace was among the lines. */
  #hasTitle = false;
  /** All lines below the first are sentences. */
  #isProse = true;
  /** Lines in a row, directly below the first, that look like records. */
  #payloads = 0;
  /** All lines below the first are fields of HTTP, but for the blank one behind them. */
  #isOfFields = true;
  /** The line above. */
  #above = '';

  constructor(version: number, own?: OwnStarts | StartsOfLine) {
    if (typeof own === 'function') this.#startsOf = own;
    else this.#own = own;
    this.#partsObjects = version > 0;
    this.#knowsKinds = version > 1;
    this.#joinsLongLines = version > 2;
    this.#version = version;
  }

  /** Lines so far; 0 when there is no record. */
  get lines(): number {
    return this.#first === undefined ? 0 : 1 + this.#further.length;
  }

  /** Begins the next record; the one before must be flushed. */
  begin(line: string, unwrapped: UnwrappedLine | undefined): void {
    this.#first = line;
    if (this.#startsOf !== undefined) this.#own = this.#startsOf(line);
    this.#isStrict = unwrapped?.isStrict ?? false;
    this.#firstText = judgedText(unwrapped?.text ?? line, this.#version);
    this.#stream = unwrapped?.stream;
    this.#isPartial = unwrapped?.isPartial ?? false;
    this.#isOfEntries = unwrapped?.isEntry ?? false;
  }

  /** Takes a further line if it belongs to the record. */
  takes(line: string, unwrapped: UnwrappedLine | undefined): boolean {
    const accepts = this.accepts(line, unwrapped);
    if (accepts) this.add(line, line);
    return accepts;
  }

  /** True for a line that belongs to the record; it must be added, or the record be ended. */
  accepts(line: string, unwrapped: UnwrappedLine | undefined): boolean {
    if (this.#first === undefined) return false;
    return this.#own === undefined ? this.#belongs(line, unwrapped) : this.#belongsByOwn(this.#own, line, unwrapped);
  }

  /**
   * Adds a line that was accepted.
   *
   * @param text inside its envelope
   */
  add(line: string, text: string): void {
    this.#further.push(line);
    if (this.#isProse) this.#isProse = isSentence(text);
    if (this.#version < 6) return;
    if (this.#isOfFields) this.#isOfFields = this.#mayFollowFields(text);
    this.#above = text;
    const isFirst = this.#payloads === this.#further.length - 1;
    if (isFirst && this.#isBelowTime && this.#looksLikeRecord(text)) this.#payloads += 1;
  }

  /** True when the lines below the first have shown that each of them is a record; see `MIN_SENTENCES`. */
  get isMistaken(): boolean {
    if (this.#payloads === this.#further.length && this.#payloads > MOST_PAYLOADS) return this.#own === undefined;
    if (!this.#isProse || this.#further.length < MIN_SENTENCES) return false;
    const mayBeProse = this.#version > 4 && this.#own === undefined && !this.#isStrict;
    return mayBeProse && this.#isBelowTime && !announces(this.#firstText);
  }

  get #isBelowTime(): boolean {
    return isTimed(this.#firstText, this.#version);
  }

  #mayFollowFields(text: string): boolean {
    if (this.#further.length === 1) return isField(text);
    return !isBlank(this.#above) && (isField(text) || isBlank(text));
  }

  #looksLikeRecord(text: string): boolean {
    if (this.#isStrict || text === '{') return false;
    return startsRecord(text, this.#version) || isIndentedTime(text, this.#version);
  }

  /** Ends the record and returns its lines, each for itself. */
  divide(): string[] {
    const lines = [this.#first ?? '', ...this.#further];
    this.#further = [];
    this.flush();
    return lines;
  }

  /** Takes a line without the envelope of the record's first line: the writer broke one text into several lines. */
  takesBare(line: string): boolean {
    if (this.#first === undefined || (!isBlank(line) && startsRecord(line, this.#version)) || !this.#hasRoom(line))
      return false;
    if (this.#own?.isStart(line)) return false;
    if (this.#version > 4 && startsCrash(line, this.#further.at(-1) ?? this.#firstText, this.#firstText)) return false;
    this.#bytes += Buffer.byteLength(line) + 1;
    this.#further.push(line);
    return true;
  }

  /** Ends the record and returns it, its lines joined with `\n`. */
  flush(): string | undefined {
    const first = this.#first;
    if (first === undefined) return undefined;
    this.#first = undefined;
    this.#stateAtFirst = undefined;
    this.#state = undefined;
    this.#depth = undefined;
    this.#continuation = null;
    this.#hasObjectsOnly = true;
    this.#hasTitle = false;
    this.#isProse = true;
    this.#payloads = 0;
    this.#isOfFields = true;
    if (this.#further.length === 0) return first;
    const record = `${first}\n${this.#further.join('\n')}`;
    this.#further = [];
    return record;
  }

  #belongs(line: string, unwrapped: UnwrappedLine | undefined): boolean {
    if (unwrapped?.stream !== this.#stream) return false;
    // An envelope behind a hole would stay in the text.
    if (unwrapped !== undefined && line.charCodeAt(0) === 0) return false;
    const text = judgedText(unwrapped?.text ?? line, this.#version);
    // The next line of an access log, at the cost of three looks (0.01 µs instead of 0.05).
    if (!this.#isPartial && beginsWithAddress(text)) return false;
    const isOfKind = this.#isOfKind(text);
    if (this.#isStrict && isOfKind === undefined && !mayFollowStrictly(text, this.#state ?? this.#firstState))
      return false;
    if (isOfKind === false) return false;
    const isByTrace = isOfKind === undefined && !this.#isPartial;
    if (isByTrace && (!mayContinue(text.charCodeAt(0)) || this.#isNextObject(text))) return false;
    const measured = this.#isOfEntries ? text : line;
    if (!this.#hasRoom(measured)) return false;
    if (isByTrace) {
      if (this.#version > 4 && this.#isCrashOfItsOwn(text)) return false;
      const next = nextState(this.#state ?? this.#firstState, text, this.#firstText);
      if (next === undefined) return false;
      this.#state = next;
    }
    if (this.#partsObjects) this.#addToJson(text);
    this.#isPartial = unwrapped?.isPartial ?? false;
    this.#bytes += Buffer.byteLength(measured) + 1;
    return true;
  }

  #belongsByOwn(own: OwnStarts, line: string, unwrapped: UnwrappedLine | undefined): boolean {
    const wasPartial = this.#isPartial;
    const isStart = () => {
      return !wasPartial && ((unwrapped !== undefined && own.isStart(unwrapped.text)) || own.isStart(line));
    };
    // The own pattern is the expensive one, and most lines begin a record by the other rules already.
    if (!own.isOnlyRule) return this.#belongs(line, unwrapped) && !isStart();
    const measured = this.#isOfEntries ? (unwrapped?.text ?? line) : line;
    if (unwrapped?.stream !== this.#stream || isStart() || !this.#hasRoom(measured)) return false;
    this.#isPartial = unwrapped?.isPartial ?? false;
    this.#bytes += Buffer.byteLength(measured) + 1;
    return true;
  }

  /** Says whether a line belongs to a first line of its kind; undefined leaves it to the stack traces. */
  #isOfKind(text: string): boolean | undefined {
    if (!this.#knowsKinds || this.#isPartial) return undefined;
    if (this.#version > 4 && this.#isBelowTitle(text)) return true;
    return this.#isStrict ? this.#continuesStrictly(text) : this.#continues(text);
  }

  /** True for a trace that has nothing to do with the line above: the program has died behind it. */
  #isCrashOfItsOwn(text: string): boolean {
    if ((this.#state ?? this.#firstState) !== 'open') return false;
    const first = this.#firstText;
    return (
      startsTraceOfItsOwn(text, first) || (this.#isStrict && startsCrash(text, this.#further.at(-1) ?? first, first))
    );
  }

  /** True for the title of a trace below any line, and its frames. */
  #isBelowTitle(text: string): boolean {
    if (isTraceTitle(text)) {
      this.#hasTitle = true;
      return true;
    }
    if (!this.#hasTitle) return false;
    const code = text.charCodeAt(0);
    return (code === SPACE || code === TAB) && !startsRecord(text, this.#version) && !isIndentedLevel(text);
  }

  #continuesStrictly(text: string): boolean | undefined {
    if (this.#continuation === null) this.#continuation = strictContinuationOf(this.#firstText, this.#version);
    return this.#continuation?.next(text, this.#further.at(-1) ?? '', this.#firstText);
  }

  #continues(text: string): boolean | undefined {
    const verdict = this.#continuesPlainly(text);
    if (verdict === true || this.#version < 6 || !this.#mayHavePayload(text)) return verdict;
    const above = this.#further.length === 0 ? this.#firstText : this.#above;
    const isBody = this.#isOfFields && this.#further.length > 1 && isBlank(above) && isOfHttp(this.#firstText);
    return isPayload(text, above, this.#firstText, isBody) ? true : verdict;
  }

  /** Cheap, as each line of a log with times comes here: nearly all begin with a day, and below nearly all others is no object. */
  #mayHavePayload(text: string): boolean {
    const code = text.charCodeAt(0);
    const isDay = code >= 48 && code <= 57 && text.charCodeAt(2) !== COLON;
    return !isDay && this.#firstText.charCodeAt(0) !== OPENING_BRACE && this.#isBelowTime;
  }

  #continuesPlainly(text: string): boolean | undefined {
    const code = text.charCodeAt(0);
    // The next line of an access log, or of JSON: nothing else has to be looked at.
    if (code === OPENING_BRACE && !this.#isStatement) return undefined;
    if (this.#continuation === null) this.#continuation = continuationOf(this.#firstText, this.#version);
    const verdict = this.#continuation?.next(text, this.#further.at(-1) ?? '', this.#firstText);
    if (verdict !== undefined || (code !== SPACE && code !== TAB)) return verdict;
    if (startsObject(text)) return undefined;
    const isOwn = startsRecord(text, this.#version) || isIndentedLevel(text);
    return isOwn && !this.#isTrace ? false : undefined;
  }

  /** True for a record of queries, whose text may hold objects; below an object, at the cost of one look. */
  get #isStatement(): boolean {
    if (this.#version < 6 || this.#firstText.charCodeAt(0) === OPENING_BRACE) return false;
    if (this.#continuation === null) this.#continuation = continuationOf(this.#firstText, this.#version);
    return this.#continuation?.isAskedOfObjects === true;
  }

  #addToJson(text: string): void {
    const wasOpen = this.#json.isOpen;
    this.#json.add(text, this.#isPartial);
    this.#hasObjectsOnly &&= wasOpen || this.#isPartial || startsObject(text) || text.trim() === '';
  }

  /** True for an indented line that begins an object of its own. */
  #isNextObject(text: string): boolean {
    if (!this.#partsObjects || !startsObject(text) || this.#json.isOpen) return false;
    if (startsObject(this.#firstText)) return true;
    return this.#further.length > 0 && this.#hasObjectsOnly && !this.#isTrace && isWholeObject(text);
  }

  /** True when the first line is one with which a stack trace begins. */
  get #isTrace(): boolean {
    return this.#firstState !== 'open' && this.#firstState !== 'closed';
  }

  get #firstState(): TraceState {
    this.#stateAtFirst ??= stateOfFirstLine(this.#firstText);
    return this.#stateAtFirst;
  }

  get #json(): JsonDepth {
    this.#depth ??= new JsonDepth(this.#firstText);
    return this.#depth;
  }

  #hasRoom(line: string): boolean {
    if (this.#further.length === 0)
      this.#bytes = Buffer.byteLength((this.#isOfEntries ? this.#firstText : this.#first) ?? '');
    const bytes = this.#bytes + 1 + Buffer.byteLength(line);
    if (this.#joinsLongLines && this.#isPartial) return bytes <= MAX_LINE_BYTES;
    const maxLines = this.#joinsLongLines ? MAX_RECORD_LINES : MAX_RECORD_LINES_BEFORE_3;
    return this.lines < maxLines && bytes <= MAX_RECORD_BYTES;
  }
}

/** True for `1.`, `12.` and `123.`, with which no line of a trace begins. */
function beginsWithAddress(text: string): boolean {
  const code = text.charCodeAt(0);
  if (code < 48 || code > 57) return false;
  return text.charCodeAt(3) === DOT || text.charCodeAt(2) === DOT || text.charCodeAt(1) === DOT;
}
