import { useEffect, useRef } from 'react';
import { onceSeen } from '../browser/timers.ts';
import type { AnswerError } from './answer-error.ts';
import { backedOff } from './request.ts';

/** Retries after an error that may pass, less and less often, and never in a hidden tab. */
export function useRetry(error: AnswerError | undefined, retry: () => void): void {
  const current = useRef(retry);
  const failures = useRef(0);
  useEffect(() => {
    current.current = retry;
  });
  useEffect(() => {
    if (error === undefined) failures.current = 0;
    if (error?.retryMs === undefined) return;
    const cancel = onceSeen(backedOff(error.retryMs, failures.current), () => current.current());
    failures.current += 1;
    return cancel;
  }, [error]);
}
