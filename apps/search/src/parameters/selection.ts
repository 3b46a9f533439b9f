import {
  and,
  conjunctsOf,
  type Filter,
  nanosOfRange,
  or,
  parseQuery,
  type ResolvedRange,
  resolveRange,
  type TimeFilter,
} from '@logwarren/query';
import type { z } from 'zod';
import type { filterParameters } from './filter.ts';

type FilterValues = Partial<z.output<z.ZodObject<typeof filterParameters>>>;

/** A filter and its time range. */
export interface Selection extends ResolvedRange {
  filter: Filter;
}

/**
 * Reads the selection that the parameters ask for; `resolveRange` decides what a range without an end is.
 *
 * @param nowMs moment that relative times count from, ms since the epoch
 */
export function selectionOf(values: FilterValues, nowMs: number): Selection {
  const { severity, minSeverity, service, q, text, pattern, traceId, from, to } = values;
  const filters: Filter[] = [
    ...anyOf(severity ?? []),
    ...(minSeverity === undefined ? [] : [{ ...minSeverity, max: 24 }]),
    ...anyOf((service ?? []).map((name) => ({ kind: 'service', service: name }))),
    ...(traceId === undefined ? [] : [{ kind: 'trace', traceId } as const]),
    ...(text === undefined ? [] : [text]),
    ...(pattern === undefined ? [] : [{ kind: 'pattern', pattern } as const]),
    // Times in the query narrow the range, so that headers can answer the rest.
    ...(q === undefined ? [] : conjunctsOf(parseQuery(q, nowMs))),
    ...nanosOfRange({ from, to }),
  ];
  const times = filters.filter((filter) => filter.kind === 'time');
  const within = {
    min: times.reduce((latest, { min }) => Math.max(latest, min), Number.NEGATIVE_INFINITY),
    max: times.reduce((first, { max }) => Math.min(first, max), Number.POSITIVE_INFINITY),
  };
  return {
    // The range has whole milliseconds and is decided by headers; the filter keeps anything finer.
    filter: and(filters.filter((filter) => filter.kind !== 'time' || hasNanos(filter))),
    ...resolveRange({ from, to }, nowMs, within),
  };
}

function hasNanos({ minNanos, maxNanos }: TimeFilter): boolean {
  return minNanos !== undefined || maxNanos !== undefined;
}

function anyOf(filters: Filter[]): Filter[] {
  const [first, ...others] = filters;
  return first === undefined ? [] : [or([first, ...others])];
}
