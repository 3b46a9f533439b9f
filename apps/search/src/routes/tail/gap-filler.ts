import { type Backoff, backoffMs, delay } from '@logwarren/common';
import { HttpError } from '../../errors/http-error.ts';

/**
 * Fills the gaps of one tail with the records stored meanwhile:
 *
 *     live again ─> first look ─> wait ─> look ─> wait ─> look ─> … ─> filled
 *                       ▲                   │
 *                       └───────────────────┘ another gap: from the earlier of both places, and all waits again
 *
 * One chain of looks at a time: two would send records twice, and end each other's waits.
 */

/** Waits before the store is read again, ms: records on their way have arrived by then, even if collectors lag. */
const STORED_AFTER_MS = [2_000, 8_000, 20_000];
/** After an outage all clients come back at once, and few may search at the same time: this is about 15 s of attempts. */
const BUSY_BACKOFF: Backoff = { initialMs: 200, maxMs: 5_000 };
const MAX_ATTEMPTS = 8;
const TOO_MANY_REQUESTS = 429;
/** Ids that are remembered while a gap is being filled. */
const MAX_REMEMBERED = 20_000;

/** One reading of the store. */
export interface Look {
  /** Id of the last record before the gap. */
  afterId: string;
  /** Wall time at which the tail was live again, ms. */
  sinceMs: number;
  /** The first reading of a gap covers all of it; later ones cover the records stored since. */
  isFirst: boolean;
}

interface GapFillerOptions {
  /** Reads the missed records, returns how many it leaves out, and then sends the rest. */
  look: (look: Look, tellLeftOut: (records: number) => void) => Promise<void>;
  /** Reports that more records are left out than were reported before. */
  onLeftOut: (look: Look, records: number) => void;
  /** The first reading failed for good. */
  onFailure: (look: Look, error: unknown) => void;
  /** The first reading is over, and no other gap waits for one. */
  onRead: () => void;
  signal: AbortSignal;
  /** Other values are only for tests. */
  waitsMs?: readonly number[];
  backoff?: Backoff;
}

interface Gap {
  afterId: string;
  sinceMs: number;
  sent: Set<string>;
  leftOut: number;
  /** Another gap was added; begin with a first reading. */
  isAnew: boolean;
  /** Ends the wait for the next reading. */
  anew: AbortController;
}

/** The gaps of one tail. */
export class GapFiller {
  readonly #options: GapFillerOptions;
  #gap: Gap | undefined;

  constructor(options: GapFillerOptions) {
    this.#options = options;
  }

  /** Starts filling, or adds this gap to the one that is being filled. */
  fill(afterId: string, sinceMs: number): void {
    const gap = this.#gap;
    if (gap === undefined) {
      const anew = new AbortController();
      this.#gap = { afterId, sinceMs, sent: new Set(), leftOut: 0, isAnew: false, anew };
      void this.#run(this.#gap);
      return;
    }
    if (afterId < gap.afterId) gap.afterId = afterId;
    gap.sinceMs = Math.min(gap.sinceMs, sinceMs);
    gap.isAnew = true;
    gap.anew.abort(new Error('another gap'));
  }

  /** False for a record that was sent while a gap is being filled: it arrives both ways. */
  isNew(id: string): boolean {
    const sent = this.#gap?.sent;
    if (sent === undefined) return true;
    if (sent.has(id)) return false;
    if (sent.size < MAX_REMEMBERED) sent.add(id);
    return true;
  }

  async #run(gap: Gap): Promise<void> {
    const { onRead, signal, waitsMs = STORED_AFTER_MS } = this.#options;
    for (let looks = 0; looks <= waitsMs.length && !signal.aborted; looks++) {
      const waitMs = waitsMs[looks - 1];
      if (waitMs !== undefined) await delay(waitMs, AbortSignal.any([signal, gap.anew.signal])).catch(() => {});
      if (signal.aborted) break;
      if (gap.isAnew) {
        looks = 0;
        gap.isAnew = false;
        gap.anew = new AbortController();
      }
      await this.#look(gap, looks === 0);
      // After the first reading, so that the next one is a first reading, too.
      if (gap.isAnew) looks = -1;
      else if (looks === 0) onRead();
    }
    this.#gap = undefined;
  }

  async #look(gap: Gap, isFirst: boolean): Promise<void> {
    const { look, onFailure, onLeftOut, signal } = this.#options;
    const asked = { afterId: gap.afterId, sinceMs: gap.sinceMs, isFirst };
    // Later readings also find the records that this one left out.
    const tellLeftOut = (records: number) => {
      if (!isFirst || records <= gap.leftOut) return;
      onLeftOut(asked, records - gap.leftOut);
      gap.leftOut = records;
    };
    try {
      await this.#whenFree(() => look(asked, tellLeftOut));
    } catch (error) {
      if (isFirst && !signal.aborted) onFailure(asked, error);
    }
  }

  /** Tries again while too many other searches run. */
  async #whenFree<T>(read: () => Promise<T>): Promise<T> {
    const { backoff = BUSY_BACKOFF, signal } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        return await read();
      } catch (error) {
        const isBusy = error instanceof HttpError && error.status === TOO_MANY_REQUESTS;
        if (!isBusy || attempt === MAX_ATTEMPTS) throw error;
        await delay(backoffMs(attempt, backoff), signal);
      }
    }
  }
}
