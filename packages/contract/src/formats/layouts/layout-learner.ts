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
 * The lines of a file teach which layouts it has, so that a line that only looks like another layout does not make a service of one
 * of its words:
 *
 *     2026-03-09 08:15:30 INFO cannot reach the database
 *     2026-03-09 08:15:31 connection error: timeout           is not of a service `connection`
 *
 * A format that is about to take a word by its place alone as a service asks first (`isOdd`). It is refused when the stream has
 * plainly another layout. Records at hand behind the one being read are looked at as well, so the first line of a layout that goes on
 * is believed at once; without them, its third line is, or its fifth where the file has kept another layout for long. That is the way back when a file changes its layout.
 *
 * Streams are those of envelopes, by the service that the envelope names: each container of docker compose has layouts of its own.
 *
 * A file teaches by its earlier records alone, so a range that is read again from the same state gives the same records.
 */

/** Records that are looked at behind the one being read. */
export const LOOK_AHEAD = 9;
/** The least recently seen one is forgotten when there is another. */
const MOST_STREAMS = 32;
const NO_TEXTS: readonly string[] = Object.freeze([]);
/** Version since which the order of days is learnt. */
const FIRST_WITH_DAYS = 3;

/** Facts about a text beside the text itself. */
export interface TextContext extends RecordContext {
  /**
   * Time of reading the text, ms since the epoch: the time of a text without one, and the year of a time without one.
   */
  observedAt: number;
  /** 1 to 128 characters, trimmed. */
  service: string;
  /** Names of the columns, from a line above; see text/header-lines.ts. */
  header?: string | undefined;
  /** Layouts of the file that the text is from; without it, every layout is believed. */
  layouts?: LayoutLearner | undefined;
}

/** Learns from the records of one file, in their order; see the top of this file. */
export class LayoutLearner implements DayReader {
  readonly #scores = new Map<string, Scores>();
  /** Rule by which the range that begins here was read, or will be read again. */
  readonly #version: number;
  #texts = NO_TEXTS;
  #next = 0;
  /** Number of the text being read, and what those behind it were seen to show. */
  #text = 0;
  readonly #ahead = new Map<number, readonly Shown[]>();
  #context: TextContext = { observedAt: 0, service: '' };
  #look: (text: string, context: TextContext) => NormalisedRecord | undefined = () => undefined;
  /** Facts that the record shows in the outermost stream, whose format is separate: most files have nothing else. */
  #format = UNKNOWN;
  #shown: Shown[] = [];
  #isLooking = false;
  /** See `settledFormat`; of the outermost stream. */
  #settled: string | undefined;
  /** Order of the numbers of a day, by stream, once a line of it has shown it; of streams with scores alone. */
  readonly #dayOrders = new Map<string, DayOrder>();

  /** @param before what was learnt from the records before */
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
   * Says which texts stand behind the one that is parsed next; to be called once for each text, also for one that is not a record.
   *
   * @param texts not changed until then
   * @param next index of the first one behind it
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
   * @param look reads another text, to find out what it shows
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

  /** Takes notice of a format that has read the text, from the inside out; for formats. */
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
   * Chooses among the local times that a day may mean, and learns the order of its numbers where it shows one; for records.
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

  /** The order that later texts of a new stream show, so that its first days are read as the others; undefined without one. */
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

  /** Ends the record, and learns from it; for the parser. */
  end(): void {
    this.#texts = NO_TEXTS;
    if (this.#shown.length === 0 && this.#format === this.#settled) return;
    const { service } = this.#context;
    this.#shownIn(service).format = this.#format;
    for (const shown of this.#shown) this.#count(shown);
    this.#settled = settledFormat(this.#scores.get(service) ?? {});
    this.#shown = [];
  }

  /** Ends a record on which the parser failed, and learns nothing from it. */
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

  /** Facts of a later text, all layouts believed; none if the parser fails; undefined if the text is not at hand. */
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
