import type { NormalisedRecord, RecordContext } from '../../record/index.ts';
import { chooseDay, type DayChoice, type DayOrder, type DayReader } from '../../times/index.ts';
import { isHeaderLine } from '../text/header-lines.ts';
import {
  isBelieved,
  isNew,
  isOutnumbered,
  LAYOUTS_VERSION,
  type Layout,
  type LearntLayouts,
  type Scores,
  scored,
  settledFormat,
  wordIn,
} from './layout-scores.ts';
import { NOTHING_SHOWN, namesOf, type Shown, shownIn, UNKNOWN } from './shown.ts';

/*
 * The lines of a file show which layouts it has. So a line that only looks like another layout does not turn one of its
 * words into a service:
 *
 *     2026-03-09 08:15:30 INFO cannot reach the database
 *     2026-03-09 08:15:31 connection error: timeout           has no service `connection`
 *
 * Before a format takes a word as a service by its place alone, it asks the learner (`isOdd`). The learner refuses when
 * the stream clearly has another layout. It also looks at the records at hand after the current one, so it believes the
 * first line of a layout that continues at once. Without them it believes the third line, or the fifth if the file has
 * kept another layout for long. That is the way back when a file changes its layout.
 *
 * Envelopes define the streams, by the service that they name: each container of docker compose has layouts of its own.
 *
 * A file teaches by its earlier records alone, so reading a range again from the same state gives the same records.
 */

/** Number of records after the current one that the learner looks at. */
export const LOOK_AHEAD = 9;
/** Most streams to remember; another one replaces the least recently seen. */
const MOST_STREAMS = 32;
const NO_TEXTS: readonly string[] = Object.freeze([]);
/** First version that learns the order of days. */
const FIRST_WITH_DAYS = 3;

/** Facts about a text other than the text itself. */
export interface TextContext extends RecordContext {
  /** When the text was read, ms since the epoch: the time of a text without one, and the year of a time without one. */
  observedAt: number;
  /** 1 to 128 characters, trimmed. */
  service: string;
  /** Names of the columns from a line above; see text/header-lines.ts. */
  header?: string | undefined;
  /** Layouts of the text's file; without it, every layout is believed. */
  layouts?: LayoutLearner | undefined;
}

/** Learns from the records of one file, in their order; see the top of this file. */
export class LayoutLearner implements DayReader {
  readonly #scores = new Map<string, Scores>();
  /** Rule that read the range that begins here, or will read it again. */
  readonly #version: number;
  #texts = NO_TEXTS;
  #next = 0;
  /** Number of the text being read, and the facts that the texts after it were seen to show. */
  #text = 0;
  readonly #ahead = new Map<number, readonly Shown[]>();
  #context: TextContext = { observedAt: 0, service: '' };
  #look: (text: string, context: TextContext) => NormalisedRecord | undefined = () => undefined;
  /** Facts that the record shows in the outermost stream. Their format is kept apart: most files have nothing else. */
  #format = UNKNOWN;
  #shown: Shown[] = [];
  #isLooking = false;
  /** See `settledFormat`; for the outermost stream. */
  #settled: string | undefined;
  /** Order of the numbers of a day, by stream, once a line has shown it; only for streams with scores. */
  readonly #dayOrders = new Map<string, DayOrder>();

  /** @param before facts learnt from earlier records */
  constructor(before: LearntLayouts) {
    this.#version = before.version;
    for (const { name, scores, dayOrder } of before.streams) {
      this.#scores.set(name, scores);
      if (dayOrder !== undefined) this.#dayOrders.set(name, dayOrder);
    }
  }

  /** Everything learnt so far. */
  get learnt(): LearntLayouts {
    const streams = Array.from(this.#scores, ([name, scores]) => {
      const dayOrder = this.#dayOrders.get(name);
      return dayOrder === undefined ? { name, scores } : { name, scores, dayOrder };
    });
    return { version: LAYOUTS_VERSION, streams };
  }

  /**
   * Names the texts that follow the next one to be parsed. Call it once for each text, even one that is not a record.
   *
   * @param texts unchanged until the next call
   * @param next index of the first one after it
   */
  follow(texts: readonly string[], next: number): void {
    this.#text += 1;
    if (this.#ahead.size > 0) this.#ahead.delete(this.#text);
    this.#texts = texts;
    this.#next = next;
  }

  /**
   * Begins a record; for the parser.
   *
   * @param look reads another text, to find the facts that it shows
   */
  begin(context: TextContext, look: (text: string, context: TextContext) => NormalisedRecord | undefined): void {
    if (context !== this.#context) {
      if (context.service !== this.#context.service) this.#settled = undefined;
      this.#context = context;
      this.#look = look;
    }
    this.#format = UNKNOWN;
  }

  /** Notes an envelope; the name of its service identifies the stream inside. */
  enter(stream: string): void {
    this.#shownIn(stream);
  }

  /** Notes a format that has read the text, from the inside out; for formats. */
  recognise(format: string, stream: string): void {
    if (stream !== this.#context.service) {
      const shown = this.#shownIn(stream);
      if (shown.format === UNKNOWN) shown.format = format;
    } else if (this.#format === UNKNOWN) this.#format = format;
  }

  /**
   * True when the text looks like a layout that its stream does not have; for formats, by `isOdd`.
   *
   * @param isWhole see `isOutnumbered`
   * @param word see `isBelieved`
   */
  refuses(layout: Layout, stream: string, isWhole: boolean, word?: string): boolean {
    const shown = this.#shownIn(stream);
    if (!shown.layouts.includes(layout)) shown.layouts.push(layout);
    if (word !== undefined && this.#version > 1) shown.layouts.push(wordIn(layout, word));
    if (this.#isLooking) return false;
    let scores = scored(this.#scores.get(stream) ?? {}, shown.layouts);
    if (isBelieved(scores, layout, this.#version, word)) return false;
    let isOdd = isOutnumbered(scores, layout, isWhole);
    for (let at = 0; at < LOOK_AHEAD; at++) {
      const ahead = this.#lookAt(at);
      if (ahead === undefined) break;
      const next = ahead.find((each) => each.stream === stream);
      if (next === undefined) continue;
      scores = scored(scores, namesOf(next));
      if (isBelieved(scores, layout, this.#version, word)) return false;
      isOdd ||= isOutnumbered(scores, layout, isWhole);
    }
    return isOdd;
  }

  /**
   * Chooses among the local times that a day may mean, and learns the order of its numbers if it shows one.
   *
   * @param stream service that the envelope names
   * @returns undefined in a range that was read before this rule existed
   */
  dayOf(days: DayChoice, observedAt: number, stream: string): number | undefined {
    if (this.#version < FIRST_WITH_DAYS) return undefined;
    const { ms, shown } = chooseDay(days, observedAt, this.#dayOrders.get(stream));
    if (this.#isLooking) {
      if (shown !== undefined) this.#shownIn(stream).dayOrder = shown;
      return ms;
    }
    const order = shown ?? this.#orderAhead(stream);
    if (order === undefined) return ms;
    this.#shownIn(stream);
    this.#dayOrders.set(stream, order);
    return shown === undefined ? chooseDay(days, observedAt, order).ms : ms;
  }

  /** The order that later texts of a new stream show, so that its first days are read alike; undefined without one. */
  #orderAhead(stream: string): DayOrder | undefined {
    if (this.#dayOrders.has(stream) || !isNew(this.#scores.get(stream) ?? {})) return undefined;
    for (let at = 0; at < LOOK_AHEAD; at++) {
      const ahead = this.#lookAt(at);
      if (ahead === undefined) return undefined;
      const order = ahead.find((each) => each.stream === stream)?.dayOrder;
      if (order !== undefined) return order;
    }
    return undefined;
  }

  /** Ends the record and learns from it; for the parser. */
  end(): void {
    this.#texts = NO_TEXTS;
    if (this.#shown.length === 0 && this.#format === this.#settled) return;
    const { service } = this.#context;
    this.#shownIn(service).format = this.#format;
    for (const shown of this.#shown) this.#count(shown);
    this.#settled = settledFormat(this.#scores.get(service) ?? {});
    this.#shown = [];
  }

  /** Ends a record on which the parser failed, without learning from it. */
  abandon(): void {
    this.#texts = NO_TEXTS;
    this.#shown = [];
  }

  #count(shown: Shown): void {
    const { stream } = shown;
    const scores = scored(this.#scores.get(stream) ?? {}, namesOf(shown));
    this.#scores.delete(stream);
    this.#scores.set(stream, scores);
    if (this.#scores.size <= MOST_STREAMS) return;
    const [oldest = ''] = this.#scores.keys();
    this.#scores.delete(oldest);
    this.#dayOrders.delete(oldest);
  }

  #shownIn(stream: string): Shown {
    return shownIn(this.#shown, stream);
  }

  /** Facts of a later text, with all layouts believed; empty if the parser fails; undefined if it is not at hand. */
  #lookAt(at: number): readonly Shown[] | undefined {
    const number = this.#text + 1 + at;
    const known = this.#ahead.get(number);
    const text = this.#texts[this.#next + at];
    if (known !== undefined || text === undefined) return known;
    if (isHeaderLine(text)) return NOTHING_SHOWN;
    const { header, observedAt, service, zone } = this.#context;
    const own = { format: this.#format, shown: this.#shown };
    this.#shown = [];
    this.#format = UNKNOWN;
    this.#isLooking = true;
    let seen = NOTHING_SHOWN;
    try {
      this.#look(text, { header, observedAt, service, zone, layouts: this, dayOrder: this });
      this.#shownIn(service).format = this.#format;
      seen = this.#shown;
    } catch {}
    this.#isLooking = false;
    this.#shown = own.shown;
    this.#format = own.format;
    this.#ahead.set(number, seen);
    return seen;
  }
}
