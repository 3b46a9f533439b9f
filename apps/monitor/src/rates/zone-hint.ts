import type { WireRecord } from '@logwarren/contract';

/*
 * Times that lack a zone are read in a wrong one: every error of the service is then off by the same whole number of
 * quarters of an hour, old or ahead. A backlog is different: it is read faster than it was written, so its errors come
 * ever closer.
 *
 *     quiet     --5 errors over half a minute, all off by the same-->       suspected  (told once)
 *     suspected --5 errors over half a minute, none of them off by that-->  quiet      (told once)
 */

const QUARTER_MS = 900_000;
/** The largest difference between two zones. */
const MOST_QUARTERS = 26 * 4;
/** An error usually arrives immediately, and clocks differ by little. */
const MOST_EARLY_MS = 30_000;
const MOST_LATE_MS = 120_000;
/** Neither chance nor a backlog read six times as fast as it was written lasts longer. */
const LEAST_ERRORS = 5;
const LEAST_SPAN_MS = 30_000;

/** A suspicion that arises or ends. */
export interface ZoneNews {
  status: 'suspected' | 'over';
  /** How old errors are on arrival, ms; below 0 when they are ahead. */
  offMs: number;
}

/** Number of consecutive errors that are off by the same. */
interface Run {
  quarters: number;
  errors: number;
  sinceMs: number;
  untilMs: number;
}

/** Watches the errors of one service for times that lack a zone. */
export class ZoneHint {
  #suspected: number | undefined;
  #run: Run | undefined;

  /** How old errors are on arrival, ms, while a missing zone is suspected. */
  get offMs(): number | undefined {
    return this.#suspected === undefined ? undefined : this.#suspected * QUARTER_MS;
  }

  /** Takes errors that were received together; returns a change of the suspicion only. */
  observe(errors: readonly WireRecord[], receivedMs: number): ZoneNews | undefined {
    let news: ZoneNews | undefined;
    for (const { timestamp } of errors) {
      const quarters = quartersOf(receivedMs - timestamp);
      const run = this.#run;
      if (run === undefined || run.quarters !== quarters || receivedMs < run.sinceMs) {
        this.#run = { quarters, errors: 1, sinceMs: receivedMs, untilMs: receivedMs };
      } else {
        run.errors += 1;
        run.untilMs = receivedMs;
        news = this.#judge(run) ?? news;
      }
    }
    return news;
  }

  #judge({ errors, quarters, sinceMs, untilMs }: Run): ZoneNews | undefined {
    const isLong = errors >= LEAST_ERRORS && untilMs - sinceMs > LEAST_SPAN_MS;
    const before = this.#suspected;
    if (!isLong || (before ?? 0) === quarters) return undefined;
    this.#suspected = quarters === 0 ? undefined : quarters;
    if (quarters === 0) return { status: 'over', offMs: (before ?? 0) * QUARTER_MS };
    return { status: 'suspected', offMs: quarters * QUARTER_MS };
  }
}

/** The number of quarters of an hour that an age is close to; 0 when it is not close to any. */
function quartersOf(ageMs: number): number {
  const quarters = Math.round((ageMs - (MOST_LATE_MS - MOST_EARLY_MS) / 2) / QUARTER_MS);
  const restMs = ageMs - quarters * QUARTER_MS;
  const isNear = restMs >= -MOST_EARLY_MS && restMs <= MOST_LATE_MS;
  return isNear && Math.abs(quarters) <= MOST_QUARTERS ? quarters + 0 : 0;
}

/** The suspicion as a sentence: `every error is 2 h 0 min old on arrival: do its times lack a zone? set SOURCE_TIME_ZONE`. */
export function zoneSentence(offMs: number): string {
  const minutes = Math.abs(offMs) / 60_000;
  const off = `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  const arrival = offMs > 0 ? `${off} old on arrival` : `${off} ahead on arrival`;
  return `every error is ${arrival}: do its times lack a zone? set SOURCE_TIME_ZONE`;
}
