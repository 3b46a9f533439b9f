import {
  type Filter,
  isRecordId,
  MAX_ATTRIBUTE_NAME_LENGTH,
  MAX_SERVICE_LENGTH,
  parseQuery,
  parseSeverityParameter,
  parseText,
  parseTimeParameter,
  QueryProblem,
  SEVERITY_FORMS,
  severityForms,
  TIME_FORMS,
  timeAdvice,
} from '@logwarren/contract';
import { type Cursor, decodeCursor, isTimeZone, MAX_BINS } from '@logwarren/store';
import { z } from 'zod';
import { decodeMoment, type Moment } from './moment.ts';
import type { ProblemPlace } from './parameter-problems.ts';

/**
 * Query parameters: each reads its text into what a query needs, and its description is what `/docs` shows.
 *
 * A problem is a sentence whose subject is the parameter, says what was given and what is allowed.
 */

const MAX_LIMIT = 1_000;
const DEFAULT_LIMIT = 100;
const MAX_LIST = 100;
const MAX_TEXT_LENGTH = 1_000;
const MAX_PHRASES = 32;
/** Largest |ms| that a Date can hold. */
const MAX_MS = 8.64e15;

/** The meaning of a parameter's text, or its fault. */
export type Parsed<T> = { value: T } | { problem: string; place?: ProblemPlace };

/**
 * A parameter that is given once.
 *
 * @param mayBeBlank takes a text of spaces alone, or none, for what it is
 */
export function once<T>(parse: (text: string) => Parsed<T>, mayBeBlank = false) {
  return z
    .string({
      error: (issue) => (Array.isArray(issue.input) ? 'is given more than once; give it once' : 'is not a text'),
    })
    .transform((text, context) => {
      const isMissing = !mayBeBlank && text.trim() === '';
      const parsed = isMissing ? { problem: 'is empty; give a value or leave it out' } : parse(text);
      if ('value' in parsed) return parsed.value;
      const { problem, place } = parsed;
      context.addIssue({
        code: 'custom',
        message: problem,
        input: text,
        ...(place === undefined ? {} : { params: place }),
      });
      return z.NEVER;
    });
}

/** A parameter that may be repeated and holds a comma list; every faulty entry is a problem of its own. */
export function list<T>(parse: (entry: string) => Parsed<T>) {
  return z.union([z.string(), z.array(z.string())]).transform((given, context) => {
    const entries = [given].flat().flatMap((text) => text.split(',').map((entry) => entry.trim()));
    if (entries.length > MAX_LIST) {
      context.addIssue(`has ${entries.length} values; at most ${MAX_LIST} are allowed`);
      return z.NEVER;
    }
    return entries.flatMap((entry) => {
      const parsed = entry === '' ? { problem: 'has an empty value; give a value or leave it out' } : parse(entry);
      if ('value' in parsed) return [parsed.value];
      context.addIssue(parsed.problem);
      return [];
    });
  });
}

function readSeverity(word: string): Parsed<Filter & { kind: 'severity' }> {
  const filter = parseSeverityParameter(word);
  return filter === undefined
    ? { problem: `${quote(word)} is not a severity; ${severityForms(word)}` }
    : { value: filter };
}

/** The name of a service, or of a source. */
export function readService(service: string): Parsed<string> {
  if (service.length <= MAX_SERVICE_LENGTH) return { value: service };
  return { problem: `has ${service.length} characters; a service has at most ${MAX_SERVICE_LENGTH}` };
}

/** A moment as `from` and `to` take it. */
export function time(end: 'from' | 'to') {
  return once((text) => {
    const value = parseTimeParameter(text, end);
    return value === undefined ? { problem: `${quote(text)} is not a time; ${timeAdvice(text)}` } : { value };
  });
}

function readText(text: string): Parsed<Filter> {
  if (text.length > MAX_TEXT_LENGTH) return { problem: `is longer than ${MAX_TEXT_LENGTH} characters` };
  const parsed = parseText(text);
  if ('problem' in parsed) return { problem: parsed.problem };
  const { filter } = parsed;
  if (filter.kind === 'and' && filter.filters.length > MAX_PHRASES) {
    return { problem: `has ${filter.filters.length} words; at most ${MAX_PHRASES} are allowed` };
  }
  return { value: filter };
}

/** Only checked here: relative times in it count from the moment at which it is answered. */
function checkQuery(text: string): Parsed<string> {
  try {
    parseQuery(text, Date.now());
    return { value: text };
  } catch (error) {
    if (!(error instanceof QueryProblem)) throw error;
    const { message, position, line, caret, hint } = error;
    return { problem: `cannot be read: ${message}`, place: { position, line, caret, hint } };
  }
}

function readShortText(text: string): Parsed<string> {
  return text.length <= MAX_TEXT_LENGTH ? { value: text } : { problem: `is longer than ${MAX_TEXT_LENGTH} characters` };
}

function readTraceId(text: string): Parsed<string> {
  const value = text.trim().replaceAll('-', '').toLowerCase();
  return /^[0-9a-f]{32}$/.test(value)
    ? { value }
    : { problem: `${quote(text)} is not a trace id; it has 32 hex digits` };
}

function readOrder(text: string): Parsed<'asc' | 'desc'> {
  const value = text.trim().toLowerCase();
  if (value === 'asc' || value === 'desc') return { value };
  return { problem: `${quote(text)} is not allowed; use desc (newest first) or asc (oldest first)` };
}

function readCursor(text: string): Parsed<Cursor> {
  const value = decodeCursor(text.trim());
  if (value !== undefined && Math.abs(value.timestamp) < MAX_MS) return { value };
  return { problem: 'is not one of ours; use `next` of the page before, unchanged' };
}

function readRecordId(text: string): Parsed<string> {
  const value = text.trim().toLowerCase();
  if (isRecordId(value)) return { value };
  return { problem: `${quote(text)} is not a record id; it is a UUID such as 019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011` };
}

function readMoment(text: string): Parsed<Moment> {
  const value = decodeMoment(text.trim());
  if (value !== undefined) return { value };
  return { problem: 'is not one of ours; use `asOf` of another answer, unchanged' };
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

/**
 * Parameters that choose records, of every route that searches. The reference page puts every example into its curl line,
 * so only those have one that make sense together.
 */
export const filterParameters = {
  severity: list(readSeverity)
    .optional()
    .describe(`Records of these severities; repeat it or separate with commas. ${SEVERITY_FORMS}, in any case.`)
    .meta({ example: 'ERROR' }),
  minSeverity: once(readSeverity).optional().describe('Records at least this severe.'),
  service: list(readService)
    .optional()
    .describe('Records of these services, exactly as they are spelt; repeat it or separate with commas.'),
  from: time('from').optional().describe(`Start of the time range, included: ${TIME_FORMS}.`).meta({ example: '15m' }),
  to: time('to')
    .optional()
    .describe(
      'End of the time range, excluded; the same forms as `from`. Without it the range ends now, in every view, so that ' +
        'records dated in the future are in none. A range that begins now or later has no end: `from=now` finds those.',
    ),
  q: once(checkQuery)
    .optional()
    .describe(
      'A query: words, "phrases", `field:value`, `status:>=500`, `duration:[100 TO 200]`, `pay*`, `*needle*`, ' +
        '`traceId:*`, `pattern:"took <n> ms"`, AND, OR, NOT or `-`, parentheses. The page docs/query-language.md explains it.',
    ),
  text: once(readText)
    .optional()
    .describe(
      'Words that must all occur in the message or in an attribute, in any case and order; "quoted" words must stand ' +
        'next to each other.',
    ),
  pattern: once(readShortText, true)
    .optional()
    .describe(
      'Records whose message has exactly this pattern, a `pattern` of GET /logs/patterns unchanged; messages without a word ' +
        'have an empty one. `pattern:"…"` in `q` is the same.',
    ),
  traceId: once(readTraceId).optional().describe('Records of this trace: 32 hex digits.'),
};

/** The parameter that makes answers fit together. */
export const momentParameter = {
  asOf: once(readMoment)
    .optional()
    .describe(
      '`asOf` of another answer: what is asked with the same one fits together, whatever arrives meanwhile, and relative ' +
        'times count from it. Kept for five minutes; then 410 `as-of-expired`.',
    ),
};

/** Parameters of a page. */
export const pageParameters = {
  limit: wholeNumber(MAX_LIMIT)
    .optional()
    .describe(
      `Most records on a page, 1 to ${MAX_LIMIT}; ${DEFAULT_LIMIT} if not given. A page of long records ends after about 8 MiB; ` +
        '`next` goes on.',
    )
    .meta({ example: 100, type: 'integer', minimum: 1, maximum: MAX_LIMIT }),
  order: once(readOrder)
    .optional()
    .describe('`desc` (newest first, the default) or `asc` (oldest first).')
    .meta({ enum: ['desc', 'asc'] }),
  cursor: once(readCursor)
    .optional()
    .describe(
      '`next` of the page before, to go on behind its last record. It belongs to the other parameters: with another filter, ' +
        'range or order it is refused. `limit` and `asOf` may differ.',
    ),
  around: once(readRecordId)
    .optional()
    .describe(
      'Id of a record: the page has the matches around its place, half of them newer. It is among them when it matches. ' +
        '`previous` goes on to the newer ones, `next` to the older ones. Without `cursor` and `order`.',
    ),
};

const MAX_STEP_MS = 366 * 86_400_000;
const STEP = /^(\d{1,9})(ms|s|m|h|d|w)$/i;
const STEP_UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5 };

function readStep(text: string): Parsed<number> {
  const [, number = '', unit = ''] = STEP.exec(text.trim()) ?? [];
  const value = Number(number) * (STEP_UNIT_MS[unit.toLowerCase()] ?? 0);
  if (value >= 1 && value <= MAX_STEP_MS) return { value };
  return { problem: `${quote(text)} is not a step; use a length of time such as 500ms, 30s, 1m, 1h or 1d` };
}

function readTimeZone(text: string): Parsed<string> {
  const value = text.trim();
  if (isTimeZone(value)) return { value };
  return { problem: `${quote(text)} is not a time zone that is known here; use a name such as Europe/Berlin, or UTC` };
}

/** A whole number. */
export function wholeNumber(most: number, least = 1) {
  return once((text): Parsed<number> => {
    const value = /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : Number.NaN;
    const problem = `${quote(text)} is not allowed; use a whole number from ${least} to ${most}`;
    return value >= least && value <= most ? { value } : { problem };
  });
}

function readFlag(text: string): Parsed<boolean> {
  const word = text.trim().toLowerCase();
  if (word === 'true') return { value: true };
  if (word === 'false') return { value: false };
  return { problem: `${quote(text)} is not allowed; use true or false` };
}

function oneOf<T extends string>(words: readonly T[]) {
  return once((text): Parsed<T> => {
    const value = words.find((word) => word === text.trim().toLowerCase());
    return value === undefined ? { problem: `${quote(text)} is not allowed; use ${words.join(' or ')}` } : { value };
  });
}

function readField(name: string): Parsed<string> {
  if (name.length <= MAX_ATTRIBUTE_NAME_LENGTH) return { value: name };
  return { problem: `has a name of ${name.length} characters; it has at most ${MAX_ATTRIBUTE_NAME_LENGTH}` };
}

const DEFAULT_BINS = 60;
const DEFAULT_FACET_VALUES = 20;
const MAX_FACET_VALUES = 1_000;
const MAX_FACETS = 20;
const MAX_COLUMNS = 100;

/** The parameter that bins of time have. */
const timeZoneParameter = {
  timeZone: once(readTimeZone)
    .optional()
    .describe(
      'Zone whose clocks the bins follow, by its IANA name; UTC if not given. A bin of a day is then a day there, of 23 ' +
        'or 25 hours when its clocks change.',
    )
    .meta({ example: 'Europe/Berlin' }),
};

/** Parameters of a histogram. */
export const histogramParameters = {
  bins: wholeNumber(MAX_BINS)
    .optional()
    .describe(`Most bins, 1 to ${MAX_BINS}, of the smallest readable step; ${DEFAULT_BINS} if not given.`)
    .meta({ type: 'integer', minimum: 1, maximum: MAX_BINS }),
  step: once(readStep)
    .optional()
    .describe(
      `Width of a bin instead: 500ms, 30s, 1m, 1h, 1d. A step that would make over ${MAX_BINS} bins is widened.`,
    ),
  ...timeZoneParameter,
};

export const DEFAULT_OVERVIEW_SERVICES = 30;
export const DEFAULT_SILENT_SERVICES = 20;
const MAX_OVERVIEW_SERVICES = 1_000;
const MAX_OVERVIEW_BINS = 200;

function serviceLimit(which: string, byDefault: number) {
  return wholeNumber(MAX_OVERVIEW_SERVICES)
    .optional()
    .describe(`Most services that are listed ${which}, 1 to ${MAX_OVERVIEW_SERVICES}; ${byDefault} if not given.`)
    .meta({ type: 'integer', minimum: 1, maximum: MAX_OVERVIEW_SERVICES });
}

/** Parameters of the overview. */
export const overviewParameters = {
  services: serviceLimit('with records in the range', DEFAULT_OVERVIEW_SERVICES),
  silent: serviceLimit('without any', DEFAULT_SILENT_SERVICES),
  bins: wholeNumber(MAX_OVERVIEW_BINS)
    .optional()
    .describe(`Most bins, 1 to ${MAX_OVERVIEW_BINS}, of the smallest readable step; ${DEFAULT_BINS} if not given.`)
    .meta({ type: 'integer', minimum: 1, maximum: MAX_OVERVIEW_BINS }),
  ...timeZoneParameter,
};

const exactParameter = once(readFlag)
  .optional()
  .describe('`true` counts every record where otherwise a sample would do, and may take twelve times as long.')
  .meta({ enum: ['true', 'false'] });

/** Parameters of facets. */
export const facetParameters = {
  fields: list(readField)
    .refine((fields) => fields.length <= MAX_FACETS, `has too many fields; at most ${MAX_FACETS} are allowed`)
    .optional()
    .describe(
      'Fields whose values are counted, `service,severity` if not given; attributes by their names. An array counts ' +
        'once for each of its elements.',
    )
    .meta({ example: 'service,severity' }),
  limit: wholeNumber(MAX_FACET_VALUES)
    .optional()
    .describe(`Most values of a field, 1 to ${MAX_FACET_VALUES}; ${DEFAULT_FACET_VALUES} if not given.`)
    .meta({ type: 'integer', minimum: 1, maximum: MAX_FACET_VALUES }),
  prefix: once(readShortText)
    .optional()
    .describe('Counts only the values that begin with this text, in any case, as completion needs them.'),
  ignoreOwn: once(readFlag)
    .optional()
    .describe(
      '`true` counts each field without the conditions that the query itself sets on it, so that the other values stay in ' +
        'sight beside those that were chosen or excluded. The values that those conditions name are listed in any case, behind ' +
        'the others and with 0 where no record has them. Such conditions hold for the whole query (none beside an OR with another ' +
        'field) and ask the field alone: `severity=`, `minSeverity=`, `service=`, `traceId=`, `pattern=`, `field:value`, groups, ' +
        'comparisons, ranges, and their negations.',
    )
    .meta({ enum: ['true', 'false'] }),
  exact: exactParameter,
};

const DEFAULT_PATTERNS = 50;
const MAX_PATTERNS = 500;
const DEFAULT_CONTEXT = 20;
const MAX_CONTEXT = 1_000;

/** Parameters of the list of fields. */
export const fieldsParameters = { exact: exactParameter };

/** Parameters of patterns. */
export const patternParameters = {
  limit: wholeNumber(MAX_PATTERNS)
    .optional()
    .describe(`Most patterns, 1 to ${MAX_PATTERNS}; ${DEFAULT_PATTERNS} if not given.`)
    .meta({ type: 'integer', minimum: 1, maximum: MAX_PATTERNS }),
  ...timeZoneParameter,
  exact: exactParameter,
};

/** Parameters of a record's context. */
export const contextParameters = {
  before: wholeNumber(MAX_CONTEXT, 0)
    .optional()
    .describe(`Most older records, 0 to ${MAX_CONTEXT}; ${DEFAULT_CONTEXT} if not given.`)
    .meta({ type: 'integer', minimum: 0, maximum: MAX_CONTEXT }),
  after: wholeNumber(MAX_CONTEXT, 0)
    .optional()
    .describe(`Most newer records, 0 to ${MAX_CONTEXT}; ${DEFAULT_CONTEXT} if not given.`)
    .meta({ type: 'integer', minimum: 0, maximum: MAX_CONTEXT }),
  of: oneOf(['service', 'trace'])
    .optional()
    .describe('`service` (the default): what the same service said; `trace`: what happened in the same trace.')
    .meta({ enum: ['service', 'trace'] }),
};

/** Parameters of an export. */
export const exportParameters = {
  format: oneOf(['ndjson', 'csv'])
    .optional()
    .describe('`ndjson` (the default): one JSON object a line; `csv`: one row a record, with a header.')
    .meta({ enum: ['ndjson', 'csv'] }),
  compression: oneOf(['gzip', 'none'])
    .optional()
    .describe('`gzip` makes a .gz file. `Accept-Encoding: gzip` compresses the transfer alone.')
    .meta({ enum: ['gzip', 'none'] }),
  columns: list(readField)
    .refine((columns) => columns.length <= MAX_COLUMNS, `has too many columns; at most ${MAX_COLUMNS} are allowed`)
    .optional()
    .describe('Columns of a CSV, record fields and attributes by their names; all record fields if not given.'),
  order: once(readOrder)
    .optional()
    .describe('`desc` (newest first, the default) or `asc` (oldest first).')
    .meta({ enum: ['desc', 'asc'] }),
};

export { DEFAULT_BINS, DEFAULT_CONTEXT, DEFAULT_FACET_VALUES, DEFAULT_LIMIT, DEFAULT_PATTERNS };
