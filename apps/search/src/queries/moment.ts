import { type Backoff, backoffMs, delay } from '@logwarren/common';
import { type AsOf, AsOfExpiredError } from '@logwarren/store';
import type { LogReader } from './store-functions.ts';

/**
 * One moment for all answers of a view: the store as it was then, and what relative times count from. As a text, `<ms
 * since 1970>-<AsOf>`.
 */
export interface Moment {
  nowMs: number;
  asOf: AsOf;
}

const PATTERN = /^(\d{12,13})-([1-9]\d{8,9}-\d{1,10})$/;
/**
 * Reads the moment from a text; undefined for a text that no answer can have had, such as a date. The text has the
 * clocks of both search and MongoDB, which may differ by any amount: `AsOfAheadError` reports a moment that MongoDB has
 * not reached.
 */
export function decodeMoment(text: string): Moment | undefined {
  const [, nowMs, asOf] = PATTERN.exec(text) ?? [];
  return asOf === undefined ? undefined : { nowMs: Number(nowMs), asOf };
}

/** The text of a moment, opaque to clients. */
function encodeMoment({ nowMs, asOf }: Moment): string {
  return `${nowMs}-${asOf}`;
}

/** A collection created a moment ago can be newer than the newest moment for as long as a majority takes. */
const GONE_BACKOFF: Backoff = { initialMs: 20, maxMs: 500 };
const MAX_ATTEMPTS = 8;

interface MomentContext {
  reader: Pick<LogReader, 'moment'>;
  now: () => number;
}

/**
 * Reads all parts of an answer as of one moment.
 *
 * @param given by the client; otherwise the newest moment
 * @throws AsOfExpiredError when the given moment can no longer be read
 */
export async function atMoment<T extends object>(
  { reader, now }: MomentContext,
  given: Moment | undefined,
  signal: AbortSignal,
  read: (moment: Moment) => Promise<T>,
): Promise<T & { asOf: string }> {
  for (let attempt = 1; ; attempt++) {
    const moment = given ?? { nowMs: now(), asOf: await reader.moment(signal) };
    try {
      return { ...(await read(moment)), asOf: encodeMoment(moment) };
    } catch (error) {
      if (given !== undefined || !(error instanceof AsOfExpiredError) || attempt === MAX_ATTEMPTS) throw error;
      await delay(backoffMs(attempt, GONE_BACKOFF), signal);
    }
  }
}
