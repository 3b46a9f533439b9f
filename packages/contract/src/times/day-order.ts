import { dayStart } from './calendar.ts';

/*
 * The order of three numbers that are a day: `05-11-26` is 5 November or 11 May 2026, `13-11-26` is in 2026 or in 2013.
 *
 * The first of these rules that applies decides:
 *
 *     1. a number above 12, or a day in the future, leaves one order only; this shows the order of the whole file
 *     2. the order that earlier lines have shown; in the first 20 records of a file, also the next lines
 *     3. a day close to that of reading, as in the lines of a followed file
 *     4. the usual order: with slashes the month first (the year if the first number cannot be a month), with dashes and
 *        dots the day first
 */

/** The number that comes first. */
export type DayOrder = 'day' | 'month' | 'year';

/** The local times that a text may mean, ms, the usual order first; at least one, all different. */
export type DayChoice = readonly (readonly [order: DayOrder, ms: number])[];

/** Three numbers between equal marks, as written. */
export interface DayNumbers {
  first: string;
  second: string;
  last: string;
  /** Slash, dash or dot; a dot also stands for other signs of the European order. */
  mark: string;
}

/** The memory that a file has of the order of its days. */
export interface DayReader {
  /**
   * The intended local time, ms; undefined to keep the one that was read.
   *
   * @param stream of the file: each program in it has an order of its own
   */
  dayOf(days: DayChoice, observedAt: number, stream: string): number | undefined;
}

/** Always the usual order, for text that must read the same at any time. */
export const USUAL_ORDER: DayReader = { dayOf: ([usual]) => usual?.[1] };

const DAY_MS = 86_400_000;
/** Clocks and zones may differ by this much. */
const NEAR_MS = 2 * DAY_MS;
/**
 * A first number that may be a year is a day only if the year would be further back than this and the day would be in
 * the last year.
 */
const FAR_MS = 5 * 365 * DAY_MS;

function yearOf(text: string): number {
  return text.length === 2 ? 2000 + Number(text) : Number(text);
}

/**
 * The times that three numbers may mean.
 *
 * @param offsetMs since midnight
 * @returns undefined if they show no order: there is no such day, or both orders give the same day
 */
export function dayChoice({ first, last, mark, second }: DayNumbers, offsetMs: number): DayChoice | undefined {
  const [a, b] = [Number(first), Number(second)];
  const mayBeYear = mark !== '.' && first.length === 2 && last.length === 2 && a > 12;
  const day = ['day', dayOf(yearOf(last), b, a)] as const;
  const month = ['month', dayOf(yearOf(last), a, b)] as const;
  const year = ['year', mayBeYear ? dayOf(yearOf(first), b, Number(last)) : undefined] as const;
  const choice: [DayOrder, number][] = [];
  for (const [order, ms] of [year, ...(mark === '/' ? [month, day] : [day, month])])
    if (ms !== undefined) choice.push([order, ms + offsetMs]);
  const isSame = choice[0]?.[1] === choice[1]?.[1];
  return choice.length === 0 || isSame ? undefined : choice;
}

function dayOf(year: number, month: number, day: number): number | undefined {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 ? dayStart(year, month - 1, day) : undefined;
}

/**
 * Chooses among the times that a text may mean.
 *
 * @param observedAt when it was read, ms since the epoch
 * @param known order that earlier lines have shown
 * @returns the local time, ms, and the order if the text itself shows it
 */
export function chooseDay(choice: DayChoice, observedAt: number, known?: DayOrder): { ms: number; shown?: DayOrder } {
  const past = choice.filter(([, ms]) => ms <= observedAt + NEAR_MS);
  const [only, ...others] = past;
  if (only !== undefined && others.length === 0) return { ms: only[1], shown: only[0] };
  const left = past.length === 0 ? choice : past;
  const ofFile = left.find(([order]) => order === known);
  const near = left.filter(([, ms]) => ms >= observedAt - NEAR_MS);
  const usual = ofFile ?? (near.length === 1 ? near[0] : undefined) ?? recent(left, observedAt) ?? left[0];
  return { ms: (usual ?? choice[0])?.[1] ?? 0 };
}

/** `13-11-26` is not in 2013 if it can be in this year; `24-05-14` is in 2024. */
function recent(choice: DayChoice, observedAt: number): DayChoice[number] | undefined {
  const [first, second] = choice;
  if (first?.[0] !== 'year' || second === undefined) return undefined;
  return first[1] < observedAt - FAR_MS && second[1] > observedAt - 365 * DAY_MS ? second : undefined;
}
