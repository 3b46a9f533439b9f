import type { DayOrder } from '../../times/index.ts';

/**
 * Layouts in which the place of a word alone makes it a service. A line of another layout may look like one of these:
 *
 *     plain     2026-03-09 08:15:30 shop ERROR text
 *     prose     2026-03-09 08:15:30 shop error text       as plain; a sentence may begin so
 *     syslog    Mar  9 08:15:30 host shop[31]: text       without a PRI
 *     compose   shop-1  | text
 *     object    shop {"msg":"text"}                       after a time or not
 *     head      09/Mar/2026:08:15:30 shop[31] ERROR text  heads of all other kinds
 */
export type Layout = 'plain' | 'prose' | 'syslog' | 'compose' | 'object' | 'head';

/** Scores of one stream: for these layouts, and by name for all other formats, which mark a service or name none. */
export type Scores = Readonly<Record<string, number>>;

/**
 * Version of the layouts, and of the rules by which they are believed. Every change of either raises it: a range that
 * may have been sent must give the same records when it is read again.
 */
export const LAYOUTS_VERSION = 3;

/** Facts that the records so far have shown. */
export interface LearntLayouts {
  readonly version: number;
  /** Ordered by when they were last seen, oldest first. */
  readonly streams: readonly LearntStream[];
}

/** Facts that one stream of a file has shown. */
interface LearntStream {
  readonly name: string;
  readonly scores: Scores;
  /** Order of the numbers of a day, once a line has shown it; since version 3. */
  readonly dayOrder?: DayOrder | undefined;
}

/** State before the first record of a file. */
export const NOTHING_LEARNT: LearntLayouts = Object.freeze({ version: LAYOUTS_VERSION, streams: [] });

/** A layout gains this much with each record that shows it, and loses 1 with each that does not. */
const GAIN = 8;
/** Three records with few others between them: the stream has this layout. */
const ENOUGH = 2 * GAIN + 1;
/** Four records: lines of any other layout are odd. */
const PLENTY = 3 * GAIN + 1;
/** Reached after 20 records. A layout that no longer occurs is forgotten after about 150 records. */
const MOST = 20 * GAIN;

/** Ten records: three odd lines near each other do not displace a layout that the file has kept for so long. */
const FIRM = 10 * GAIN;
/** Five odd lines do. */
const SURE = 4 * GAIN + 1;

/** Key that counts a word as a service in a layout. Names of layouts and formats have no space. */
export function wordIn(layout: Layout, word: string): string {
  return `${layout} ${word}`;
}

/**
 * True when the layout has been shown often enough to be believed.
 *
 * @param version of the rule; in version 1, three records near each other are always enough
 * @param word candidate for the service: one that does not come again is a word of a sentence, as in a burst of errors
 */
export function isBelieved(scores: Scores, layout: Layout, version: number, word?: string): boolean {
  const score = scores[layout] ?? 0;
  if (score < ENOUGH || version < 2) return score >= ENOUGH;
  let strongest = 0;
  for (const each in scores)
    if (each !== layout && !each.includes(' ')) strongest = Math.max(strongest, scores[each] ?? 0);
  if (strongest < FIRM || score >= 2 * strongest) return true;
  return score >= SURE && (word === undefined || (scores[wordIn(layout, word)] ?? 0) >= ENOUGH);
}

/** Formats whose lines are a head and a text, so that one line may look like another. */
const HEADS = new Set(['plain', 'prose', 'syslog', 'head', 'text', 'columns', 'lettered', 'own']);

/**
 * True when another layout is so usual that this one is odd.
 *
 * @param isWhole for a line with all parts of its layout: among objects and requests it is from another program, not a
 * slip
 */
export function isOutnumbered(scores: Scores, layout: Layout, isWhole: boolean): boolean {
  for (const [each, score] of Object.entries(scores))
    if (each !== layout && !each.includes(' ') && score >= PLENTY && (!isWhole || HEADS.has(each))) return true;
  return false;
}

/** Counts one record for the layouts and formats that it shows. */
export function scored(scores: Scores, shown: readonly string[]): Scores {
  if (shown.length === 1 && shown[0] === settledFormat(scores)) return scores;
  const after: Record<string, number> = {};
  for (const [each, score] of Object.entries(scores)) if (score > 1 && !shown.includes(each)) after[each] = score - 1;
  for (const each of shown) after[each] = Math.min(MOST, (scores[each] ?? 0) + GAIN);
  return after;
}

/** The format of nearly all records: more of them would change nothing. */
export function settledFormat(scores: Scores): string | undefined {
  const [format, ...others] = Object.keys(scores);
  return others.length === 0 && format !== undefined && scores[format] === MOST ? format : undefined;
}

/** True for a stream of few records, 20 at most of one format. */
export function isNew(scores: Scores): boolean {
  return Object.values(scores).every((score) => score < MOST);
}
