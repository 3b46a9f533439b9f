import { startsObject } from '../../text/json-lines.ts';
import { continuationOf, strictContinuationOf } from '../kinds/continuation-of.ts';
import type { Continuation } from '../lines/line-rules.ts';
import { isIndentedLevel, startsRecord } from '../lines/record-start.ts';
import type { LinesBelowTime } from './lines-below-time.ts';
import { SETTLED_RUN } from './timed-runs.ts';
import type { TraceBelow } from './trace-below.ts';

const TAB = 9;
const SPACE = 32;
const COLON = 58;
const OPENING_BRACE = 123;

/** The kind of one record, which its first line shows, and the lines that belong to the record by that kind. */
export class KindBelow {
  readonly #version: number;
  readonly #trace: TraceBelow;
  readonly #below: LinesBelowTime;
  /** Rule of the kind; null until a second line asks for it. */
  #continuation: Continuation | undefined | null = null;
  readonly #isTimed = (first: string) => this.#below.isBelowTime(first);

  /** The record's trace and the lines below its time know more about the first line than its kind does. */
  constructor(version: number, trace: TraceBelow, below: LinesBelowTime) {
    this.#version = version;
    this.#trace = trace;
    this.#below = below;
  }

  /** Forgets the record. */
  reset(): void {
    this.#continuation = null;
  }

  /**
   * Decides whether a line belongs to a first line of its kind; undefined leaves it to the stack traces.
   *
   * @param further lines between the first one and this one, in their envelopes
   * @param run of records with a time before this one; see timed-runs.ts
   */
  takes(
    text: string,
    further: readonly string[],
    first: string,
    isStrict: boolean,
    run: number | undefined,
  ): boolean | undefined {
    if (this.#version < 2) return undefined;
    const isBelowTitle = this.#version > 4 && this.#trace.isBelowTitle(text);
    if (isBelowTitle && this.#version < 7) return true;
    // A crash counts its lines, including those below a title.
    const verdict = isStrict
      ? this.#continuesStrictly(text, further, first)
      : this.#continues(text, further, first, run);
    return isBelowTitle ? true : verdict;
  }

  #continuesStrictly(text: string, further: readonly string[], first: string): boolean | undefined {
    if (this.#continuation === null) this.#continuation = strictContinuationOf(first, this.#version);
    return this.#continuation?.next(text, further.at(-1) ?? '', first);
  }

  #continues(text: string, further: readonly string[], first: string, run: number | undefined): boolean | undefined {
    const verdict = this.#continuesPlainly(text, further, first);
    if (verdict === true || this.#version < 6 || !this.#mayHavePayload(text, first)) return verdict;
    const isTaught = run !== undefined && run + 1 >= SETTLED_RUN;
    return this.#below.isPayload(text, first, isTaught) ? true : verdict;
  }

  /**
   * Cheap, because each line of a log with times comes here. Nearly all begin with a day, and nearly all others have no
   * object below.
   */
  #mayHavePayload(text: string, first: string): boolean {
    const code = text.charCodeAt(0);
    const isDay = code >= 48 && code <= 57 && text.charCodeAt(2) !== COLON;
    return !isDay && first.charCodeAt(0) !== OPENING_BRACE && this.#below.isBelowTime(first);
  }

  #continuesPlainly(text: string, further: readonly string[], first: string): boolean | undefined {
    const code = text.charCodeAt(0);
    // The next line of an access log, or of JSON: nothing else needs a check.
    if (code === OPENING_BRACE && !this.#isStatement(first)) return undefined;
    if (this.#continuation === null) this.#continuation = continuationOf(first, this.#version, this.#isTimed);
    const verdict = this.#continuation?.next(text, further.at(-1) ?? '', first);
    if (verdict !== undefined || (code !== SPACE && code !== TAB)) return verdict;
    if (startsObject(text)) return undefined;
    const isOwn = startsRecord(text, this.#version) || isIndentedLevel(text);
    return isOwn && !this.#trace.isTrace(first) ? false : undefined;
  }

  /** True for a record of queries, whose text may hold objects. Costs one comparison below an object. */
  #isStatement(first: string): boolean {
    if (this.#version < 6 || first.charCodeAt(0) === OPENING_BRACE) return false;
    if (this.#continuation === null) this.#continuation = continuationOf(first, this.#version, this.#isTimed);
    return this.#continuation?.isAskedOfObjects === true;
  }
}
