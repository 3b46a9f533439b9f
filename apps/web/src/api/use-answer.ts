import { useEffect, useState } from 'react';
import { onceSeen } from '../browser/timers.ts';
import { type AnswerError, asAnswerError } from './answer-error.ts';
import { backedOff, getJson } from './request.ts';
import { asOfMsOf, type Moment, pathAt } from './use-moment.ts';

/** The present state of a request. */
export interface Answer<T> {
  /** The answer to this request; while this one is under way or has failed, the answer to the one before. */
  data: T | undefined;
  error: AnswerError | undefined;
  loading: boolean;
  /** True while `data` belongs to an earlier request. */
  stale: boolean;
  /** The moment of the last answer, good or bad; undefined before the first one. */
  answeredAt: string | undefined;
  /** The moment that `data` describes, ms; undefined before the first answer. */
  asOfMs: number | undefined;
  /** When the last good answer arrived, ms since the epoch by the browser's clock; undefined before the first one. */
  receivedMs: number | undefined;
}

/** A server that keeps no moments at all must not be asked for one over and over, ms. */
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
 * Sends a request to the server, and repeats it after a while as long as the error may pass. The last good answer stays
 * until there is another one; a new path cancels the request before.
 *
 * @param path undefined sends nothing
 * @param run a new number sends the request again
 * @param moment the moment to ask for; until it is known nothing is sent, and a newer one sends the request again
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
    /**
     * A newer moment ends this request and sends a new one; if nothing else was written to the database, the moment
     * stays the same.
     */
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
