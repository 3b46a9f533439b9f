import { startsCrash } from '../crashes/crash-start.ts';
import { isTraceTitle } from '../crashes/crash-traces.ts';
import { isIndentedLevel, startsRecord } from '../lines/record-start.ts';
import {
  isBlank,
  nextState,
  startsTrace,
  startsTraceOfItsOwn,
  stateOfFirstLine,
  type TraceState,
} from '../lines/stack-trace.ts';

const FRAME = /^\s{1,64}(?:at |File "|\.\.\. \d)/;

/** The stack trace that one record has shown so far, with the states of `stack-trace.ts`. */
export class TraceBelow {
  readonly #version: number;
  /** Computed when a second line needs it. */
  #stateAtFirst: TraceState | undefined;
  #state: TraceState | undefined;
  /** True after the title of a trace. */
  #hasTitle = false;

  constructor(version: number) {
    this.#version = version;
  }

  /** Forgets the record. */
  reset(): void {
    this.#stateAtFirst = undefined;
    this.#state = undefined;
    this.#hasTitle = false;
  }

  /** True when a trace begins with the first line. */
  isTrace(first: string): boolean {
    const state = this.#stateOfFirst(first);
    return state !== 'open' && state !== 'closed';
  }

  /** True for a line that may continue a record of a strict stream: it begins a trace, or occurs in one. */
  mayFollowStrictly(text: string, first: string): boolean {
    const state = this.#stateBefore(first);
    if (state !== 'open' && state !== 'closed') return true;
    return !isBlank(text) && (FRAME.test(text) || startsTrace(text));
  }

  /** Takes the next line if it continues the record. */
  takes(text: string, first: string): boolean {
    const next = nextState(this.#stateBefore(first), text, first);
    if (next !== undefined) this.#state = next;
    return next !== undefined;
  }

  /**
   * True for a trace unrelated to the line above: the program died after it.
   *
   * @param above line above, in its envelope
   */
  isCrashOfItsOwn(text: string, above: string, first: string, isStrict: boolean): boolean {
    if (this.#stateBefore(first) !== 'open') return false;
    return startsTraceOfItsOwn(text, first) || (isStrict && startsCrash(text, above, first, this.#version));
  }

  /** True for the title of a trace below any line, and for its frames. */
  isBelowTitle(text: string): boolean {
    if (isTraceTitle(text, this.#version)) {
      this.#hasTitle = true;
      return true;
    }
    if (!this.#hasTitle) return false;
    // PowerShell's source.
    if (this.#version > 6 && text.startsWith('+ ')) return true;
    if (!(text.startsWith(' ') || text.startsWith('\t'))) return false;
    return !startsRecord(text, this.#version) && !isIndentedLevel(text);
  }

  /** The state before the next line. */
  #stateBefore(first: string): TraceState {
    return this.#state ?? this.#stateOfFirst(first);
  }

  #stateOfFirst(first: string): TraceState {
    this.#stateAtFirst ??= stateOfFirstLine(first);
    return this.#stateAtFirst;
  }
}
