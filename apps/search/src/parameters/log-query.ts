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
import { z } from 'zod';
import { filterParameters, momentParameter, pageParameters } from './filter.ts';
import { queryDigest } from './query-digest.ts';
import { isParsed, rangeCheck, rangeIsNotEmpty } from './range-check.ts';
import {
  exportParameters,
  facetParameters,
  fieldsParameters,
  histogramParameters,
  overviewParameters,
  patternParameters,
} from './summary-parameters.ts';

type FilterValues = Partial<z.output<z.ZodObject<typeof filterParameters>>>;
type PageValues = z.output<z.ZodObject<typeof pageParameters>>;

/** Parameters of `GET /logs/stats`. */
export const statsParameters = z
  .strictObject({ ...filterParameters, ...momentParameter })
  .refine(rangeIsNotEmpty, rangeCheck());

/** Parameters of `GET /logs`. */
export const logsParameters = z
  .strictObject({ ...filterParameters, ...momentParameter, ...pageParameters })
  .refine(rangeIsNotEmpty, rangeCheck())
  .refine(({ cursor, order }) => cursor === undefined || order === undefined || cursor.order === order, {
    path: ['cursor'],
    error: 'goes the other way than `order`; leave `order` as it was on the page before',
    when: ({ value }) => isParsed((value as PageValues).cursor) && typeof (value as PageValues).order === 'string',
  })
  .refine(({ around, cursor, order }) => around === undefined || (cursor === undefined && order === undefined), {
    path: ['around'],
    error: 'stands beside `cursor` or `order`; give it alone, and then one of its cursors alone',
  });

/**
 * Digest of what chooses records: the answers of a query belong together, whatever their limit and their moment.
 *
 * @param given the query as the client sent it
 */
export function digestOf(given: unknown): string {
  return queryDigest(given, {
    texts: ['minSeverity', 'from', 'to', 'q', 'text', 'pattern', 'traceId'],
    lists: ['severity', 'service'],
  });
}

/** Parameters of `GET /logs/histogram`. */
export const histogramQuery = z
  .strictObject({ ...filterParameters, ...momentParameter, ...histogramParameters })
  .refine(rangeIsNotEmpty, rangeCheck())
  .refine(({ bins, step }) => bins === undefined || step === undefined, {
    path: ['step'],
    error: 'stands beside `bins`; give one of them',
  });

const { from, to, ...tailFilter } = filterParameters;

/** Parameters of `GET /logs/overview`, which is of all records of a time. */
export const overviewQuery = z
  .strictObject({ from, to, ...momentParameter, ...overviewParameters })
  .refine(rangeIsNotEmpty, rangeCheck());

/** Parameters of `GET /logs/tail`, which has no time but now. */
export const tailQuery = z.strictObject(tailFilter);

/** Parameters of `GET /logs/fields`. */
export const fieldsQuery = z
  .strictObject({ ...filterParameters, ...momentParameter, ...fieldsParameters })
  .refine(rangeIsNotEmpty, rangeCheck());

/** Parameters of `GET /logs/patterns`. */
export const patternsQuery = z
  .strictObject({ ...filterParameters, ...momentParameter, ...patternParameters })
  .refine(rangeIsNotEmpty, rangeCheck());

/** Parameters of `GET /logs/export`. */
export const exportQuery = z
  .strictObject({ ...filterParameters, ...exportParameters })
  .refine(rangeIsNotEmpty, rangeCheck());

/** Parameters of `GET /logs/facets`. */
export const facetsQuery = z
  .strictObject({ ...filterParameters, ...momentParameter, ...facetParameters })
  .refine(rangeIsNotEmpty, rangeCheck());

/** A filter and its time range. */
export interface Selection extends ResolvedRange {
  filter: Filter;
}

/**
 * Reads the selection that the parameters ask for; `resolveRange` says what a range without an end is.
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
    // Times among them narrow the range, so that the rest can be answered from headers.
    ...(q === undefined ? [] : conjunctsOf(parseQuery(q, nowMs))),
    ...nanosOfRange({ from, to }),
  ];
  const times = filters.filter((filter) => filter.kind === 'time');
  const within = {
    min: times.reduce((latest, { min }) => Math.max(latest, min), Number.NEGATIVE_INFINITY),
    max: times.reduce((first, { max }) => Math.min(first, max), Number.POSITIVE_INFINITY),
  };
  return {
    // The range has whole milliseconds, and headers decide it; what is finer remains with the filter.
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
