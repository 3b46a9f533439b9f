import { useEffect, useState } from 'react';
import { onceSeen } from '../browser/timers.ts';
import { type AnswerError, asAnswerError } from './answer-error.ts';
import { backedOff, getJson } from './request.ts';
import { asOfMsOf, type Moment, pathAt } from './use-moment.ts';

/** Present state of a request. */
export interface Answer<T> {
  /** Answer to this request, or to the one before while this one is under way or has failed. */
  data: T | undefined;
  error: AnswerError | undefined;
  loading: boolean;
  /** True while `data` belongs to an earlier request. */
  stale: boolean;
  /** The moment that was last answered as of, well or not; undefined before. */
  answeredAt: string | undefined;
  /** The moment that `data` is true for, ms; undefined before the first answer. */
  asOfMs: number | undefined;
  /** When the last good answer came, ms since the epoch by the clock of the browser; undefined before. */
  receivedMs: number | undefined;
}

/** A server that keeps no moment at all must not be asked for one over and over, ms. */
const RENEW_MS = 500;

const NOTHING = {
  data: undefined,
  error: undefined,
  loading: false,
  stale: false,
  answeredAt: undefined,
  asOfMs: undefined,
  receivedMs: undefined,
};

/**
 * Asks the server, and again after a while as long as what is wrong may pass. The last good answer stays until there is
 * another one; a new path cancels the request before.
 *
 * @param path undefined asks nothing
 * @param run a new number asks again
 * @param moment what it is asked as of; until it is known nothing is asked, and a newer one asks again
 */
export function useAnswer<T>(path: string | undefined, run = 0, moment?: Moment): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T> & { path: string | undefined }>({ ...NOTHING, path: undefined });
  const waits = moment !== undefined && moment.asOf === undefined;
  const asOf = moment?.asOf ?? '';
  const renew = moment?.renew;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `run` is there to ask again
  useEffect(() => {
    if (path === undefined) return;
    setAnswer((before) => ({ ...before, loading: true, stale: before.path !== path }));
    if (waits) return;
    const controller = new AbortController();
    const ask = async () => {
      setAnswer((before) => ({ ...before, loading: true, stale: before.path !== path }));
      const asOfMs = asOfMsOf(asOf);
      try {
        const data = await getJson<T>(pathAt(path, asOf), controller.signal);
        failures = 0;
        const received = { data, error: undefined, asOfMs, receivedMs: Date.now() };
        setAnswer({ ...received, loading: false, stale: false, answeredAt: asOf, path });
      } catch (error) {
        if (controller.signal.aborted) return;
        const known = asAnswerError(error);
        if (known.trouble === 'expired' && renew !== undefined) {
          timer = setTimeout(renewAndAsk, RENEW_MS, renew);
          return;
        }
        const failed = { error: known, loading: false, answeredAt: asOf };
        setAnswer((before) => ({ ...before, ...failed, stale: before.path !== path }));
        if (known.retryMs === undefined) return;
        cancelRetry = onceSeen(backedOff(known.retryMs, failures), () => void ask());
        failures += 1;
      }
    };
    /** A newer moment ends this question and asks again; without other writes to the database, the moment stays the same. */
    const renewAndAsk = (renewMoment: () => void) => {
      renewMoment();
      timer = setTimeout(() => void ask(), RENEW_MS);
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    let cancelRetry = () => {};
    let failures = 0;
    void ask();
    return () => {
      controller.abort();
      clearTimeout(timer);
      cancelRetry();
    };
  }, [path, run, asOf, waits, renew]);
  return path === undefined ? NOTHING : answer;
}
