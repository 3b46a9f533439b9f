import { resolveTime, type TimeParameter } from '@logwarren/query';
import type { Moment } from '../queries/moment.ts';

/** Refuses a range that ends before it begins, in every route with `from` and `to`. */

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

/** Also runs when another parameter is wrong, so that all problems are reported at once. */
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

/** False for an absent value, and for the placeholder that zod puts in place of a refused one. */
export function isParsed<T extends object>(value: T | undefined): value is T {
  return typeof value === 'object' && value !== null && !('status' in value);
}
