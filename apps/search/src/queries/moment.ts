import { type Backoff, backoffMs, delay } from '@logwarren/common';
import { type AsOf, AsOfExpiredError } from '@logwarren/store';
import type { LogReader } from './store-functions.ts';

/**
 * One moment for all that a view asks: the store as it was then, and what relative times count from. As a text,
 * `<ms since 1970>-<AsOf>`.
 */
export interface Moment {
  nowMs: number;
  asOf: AsOf;
}

const PATTERN = /^(\d{12,13})-([1-9]\d{8,9}-\d{1,10})$/;
/**
 * The moment of a text; undefined when no answer can have had it, such as a date. The clocks of search and of MongoDB, which
 * are both in it, may differ by any time: `AsOfAheadError` tells a moment that MongoDB has not come to.
 */
export function decodeMoment(text: string): Moment | undefined {
  const [, nowMs, asOf] = PATTERN.exec(text) ?? [];
  return asOf === undefined ? undefined : { nowMs: Number(nowMs), asOf };
}

/** The text of a moment, opaque to clients. */
function encodeMoment({ nowMs, asOf }: Moment): string {
  return `${nowMs}-${asOf}`;
}

/** A collection made a moment ago can be newer than the newest moment for as long as a majority takes. */
const GONE_BACKOFF: Backoff = { initialMs: 20, maxMs: 500 };
const MAX_ATTEMPTS = 8;

interface MomentContext {
  reader: Pick<LogReader, 'moment'>;
  now: () => number;
}

/**
 * Reads everything that an answer is made of as of one moment.
 *
 * @param given by the client; otherwise the newest there is
 * @throws AsOfExpiredError when the one given cannot be read any more
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
