import { resolveTime, type TimeParameter } from '@logwarren/query';
import type { Moment } from '../queries/moment.ts';

/** Refuses a range that ends before it begins, in every route that takes `from` and `to`. */

interface Ends {
  from?: TimeParameter | undefined;
  to?: TimeParameter | undefined;
  asOf?: Moment | undefined;
}

/** For `refine`, with `rangeCheck`. */
export function rangeIsNotEmpty({ from, to, asOf }: Ends): boolean {
  if (from === undefined || to === undefined) return true;
  const nowMs = isParsed(asOf) ? asOf.nowMs : Date.now();
  return resolveTime(from, nowMs) < resolveTime(to, nowMs);
}

/** Runs also when another parameter is wrong, so that all problems are told at once. */
export function rangeCheck() {
  return {
    path: ['to'],
    error: 'is not after `from`, so the range is empty',
    when: ({ value }: { value: unknown }) => {
      const { from, to } = (value ?? {}) as Ends;
      return isParsed<TimeParameter>(from) && isParsed<TimeParameter>(to);
    },
  };
}

/** False for what is absent, and for what zod puts in the place of a value that was refused. */
export function isParsed<T extends object>(value: T | undefined): value is T {
  return typeof value === 'object' && value !== null && !('status' in value);
}
