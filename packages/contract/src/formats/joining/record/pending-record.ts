import type { UnwrappedLine } from '../../frames/unwrapped-line.ts';
import { startsCrash } from '../crashes/crash-start.ts';
import { judgedText } from '../lines/judged-text.ts';
import type { OwnStarts, StartsOfLine } from '../lines/line-rules.ts';
import { beginsWithAddress, isAddress, isNumbered, startsRecord } from '../lines/record-start.ts';
import { isBlank, mayContinue } from '../lines/stack-trace.ts';
import { KindBelow } from './kind-below.ts';
import { LinesBelowTime } from './lines-below-time.ts';
import { ObjectsBelow } from './objects-below.ts';
import { hasRoom } from './record-limits.ts';
import { runAfter } from './timed-runs.ts';
import { TraceBelow } from './trace-below.ts';

const OPENING_BRACE = 123;

/** The record under construction. Nearly all records have one line, so that case allocates nothing. */
export class PendingRecord {
  readonly #version: number;
  readonly #startsOf: StartsOfLine | undefined;
  #own: OwnStarts | undefined;
  #first: string | undefined;
  #further: string[] = [];
  /** Bytes of all lines, counted from the second line on. */
  #bytes = 0;
  /** The judged text of the first line; if a container runtime wrote the line, the text inside. */
  #firstText = '';
  #stream: string | undefined;
  /** True if the lines are entries of the journal. They count here with the length of their texts. */
  #isOfEntries = false;
  #isPartial = false;
  #isStrict = false;
  /** True if the record holds results that the next record must not see. */
  #isAsked = false;
  readonly #trace: TraceBelow;
  readonly #objects = new ObjectsBelow();
  readonly #below: LinesBelowTime;
  readonly #kind: KindBelow;
  /**
   * Number of records in a row before this one that began with a time; undefined in a stream whose records teach
   * nothing.
   *
   * @see timed-runs.ts
   */
  run: number | undefined;

  constructor(version: number, own?: OwnStarts | StartsOfLine) {
    if (typeof own === 'function') this.#startsOf = own;
    else this.#own = own;
    this.#version = version;
    this.#trace = new TraceBelow(version);
    this.#below = new LinesBelowTime(version);
    this.#kind = new KindBelow(version, this.#trace, this.#below);
  }

  /** Lines so far; 0 when there is no record. */
  get lines(): number {
    return this.#first === undefined ? 0 : 1 + this.#further.length;
  }

  /** True when an own format decides where records begin. */
  get isByOwnRules(): boolean {
    return this.#own !== undefined;
  }

  /** Begins the next record; flush the one before first. */
  begin(line: string, unwrapped: UnwrappedLine | undefined): void {
    this.#first = line;
    if (this.#startsOf !== undefined) this.#own = this.#startsOf(line);
    this.#isStrict = unwrapped?.isStrict ?? false;
    this.#firstText = judgedText(unwrapped?.text ?? line, this.#version);
    this.#stream = unwrapped?.stream;
    this.#isPartial = unwrapped?.isPartial ?? false;
    this.#isOfEntries = unwrapped?.isEntry ?? false;
  }

  /** Begins the next record in a stream of lines without envelopes, as `begin` does, at half its cost. */
  beginPlain(line: string): void {
    this.#first = line;
    if (this.#startsOf !== undefined) this.#own = this.#startsOf(line);
    this.#firstText = judgedText(line, this.#version);
  }

  /** Takes a further line if it belongs to the record. */
  takes(line: string, unwrapped: UnwrappedLine | undefined): boolean {
    const accepts = this.accepts(line, unwrapped);
    if (accepts) this.add(line, line);
    return accepts;
  }

  /** True for a line that belongs to the record. The caller must then add it or end the record. */
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
    this.#isAsked = true;
    this.#below.add(text, this.#firstText, this.#isStrict);
  }

  /** True when the lines below the first have turned out to be records themselves; see `LinesBelowTime`. */
  get isMistaken(): boolean {
    if (this.#own !== undefined) return false;
    if (this.#below.areRecords) return true;
    return this.#version > 4 && !this.#isStrict && this.#below.areSentences(this.#firstText);
  }

  /** Ends the record and returns its lines separately. */
  divide(): string[] {
    const lines = [this.#first ?? '', ...this.#further];
    this.#further = [];
    this.flush();
    if (this.run !== undefined) this.run = 0;
    return lines;
  }

  /** Takes a line without the envelope of the record's first line: the writer broke one text into several lines. */
  takesBare(line: string): boolean {
    if (this.#first === undefined || (!isBlank(line) && startsRecord(line, this.#version)) || !this.#hasRoom(line))
      return false;
    if (this.#own?.isStart(line)) return false;
    if (this.#version > 4 && startsCrash(line, this.#further.at(-1) ?? this.#firstText, this.#firstText, this.#version))
      return false;
    this.#bytes += Buffer.byteLength(line) + 1;
    this.#further.push(line);
    return true;
  }

  /** Ends the record and returns it, its lines joined with `\n`. */
  flush(): string | undefined {
    const first = this.#first;
    if (first === undefined) return undefined;
    if (this.run !== undefined) this.#learn(this.run);
    this.#first = undefined;
    if (this.#isAsked) this.#forget();
    if (this.#further.length === 0) return first;
    const record = `${first}\n${this.#further.join('\n')}`;
    this.#further = [];
    return record;
  }

  #forget(): void {
    this.#isAsked = false;
    this.#kind.reset();
    this.#trace.reset();
    this.#objects.reset();
    this.#below.reset();
  }

  #learn(run: number): void {
    const first = this.#firstText;
    // Most files without times are access logs and objects, whose lines need no closer check.
    if (run === 0 && (first.charCodeAt(0) === OPENING_BRACE || isAddress(first))) return;
    this.#isAsked = true;
    this.run = runAfter(run, first, this.#below.isBelowTime(first));
  }

  #belongs(line: string, unwrapped: UnwrappedLine | undefined): boolean {
    if (unwrapped?.stream !== this.#stream) return false;
    // An envelope after a hole would stay in the text.
    if (unwrapped !== undefined && line.charCodeAt(0) === 0) return false;
    const text = judgedText(unwrapped?.text ?? line, this.#version);
    // The next line of an access log, at the cost of three comparisons (0.01 µs instead of 0.05).
    if (!this.#isPartial && beginsWithAddress(text) && !(this.#version > 6 && isNumbered(text))) return false;
    const first = this.#firstText;
    // The next object of a log of objects: no rule puts one below another.
    if (!this.#isPartial && text.charCodeAt(0) === OPENING_BRACE && first.charCodeAt(0) === OPENING_BRACE) return false;
    this.#isAsked = true;
    const isOfKind = this.#isPartial
      ? undefined
      : this.#kind.takes(text, this.#further, first, this.#isStrict, this.run);
    if (this.#isStrict && isOfKind === undefined && !this.#trace.mayFollowStrictly(text, first)) return false;
    if (isOfKind === false) return false;
    const isByTrace = isOfKind === undefined && !this.#isPartial;
    if (isByTrace && (!mayContinue(text.charCodeAt(0)) || this.#isNextObject(text))) return false;
    const measured = this.#isOfEntries ? text : line;
    if (!this.#hasRoom(measured)) return false;
    if (isByTrace) {
      const above = this.#further.at(-1) ?? first;
      if (this.#version > 4 && this.#trace.isCrashOfItsOwn(text, above, first, this.#isStrict)) return false;
      if (!this.#trace.takes(text, first)) return false;
    }
    if (this.#version > 0) this.#objects.add(text, this.#isPartial, first);
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

  /** True for an indented line that begins an object of its own. */
  #isNextObject(text: string): boolean {
    return (
      this.#version > 0 &&
      this.#objects.isNext(text, this.#firstText, this.lines, () => this.#trace.isTrace(this.#firstText))
    );
  }

  #hasRoom(line: string): boolean {
    if (this.#further.length === 0)
      this.#bytes = Buffer.byteLength((this.#isOfEntries ? this.#firstText : this.#first) ?? '');
    return hasRoom(this.lines, this.#bytes + 1 + Buffer.byteLength(line), this.#isPartial, this.#version);
  }
}
