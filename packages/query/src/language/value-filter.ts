import { type Instant, parseTimestamp } from '@logwarren/contract/parse-timestamp';
import type { FieldRef } from '../fields/fields.ts';
import type { FieldTest, Filter, RangeTest } from '../filter/filter.ts';
import { numberOfText } from '../text/number-text.ts';
import { foldPhrase } from '../text/words.ts';
import { exactTest } from './equals-test.ts';
import type { Lexer, Word } from './lexer.ts';
import { OPEN_END, OPEN_START, parseTimeParameter, resolveTime, timeAdvice, timeFilter } from './moment.ts';
import { parseSeverityParameter, type SeverityFilter, severityAdvice } from './severity-word.ts';

/** Turns the text after `field:` into a filter, by the kind of values that the field has. */

/** Context for reading a value. */
export interface ValueContext {
  lexer: Lexer;
  field: FieldRef;
  /** The name as written, for problems. */
  name: string;
  nowMs: number;
}

type Comparison = '>=' | '<=' | '>' | '<';

const MAX_SEVERITY_NUMBER = 24;
const TRACE_ID = /^[0-9a-f]{32}$/;

/** `field:value`, `field:"value"`, `field:pay*` and `field:*`. */
export function valueFilter(context: ValueContext, value: Word): Filter {
  const { field } = context;
  const text = value.pieces.length === 1 ? value.pieces[0] : undefined;
  if (field.kind === 'pattern') return patternFilter(context, value, text);
  if (field.kind === 'ownTime') return ownTimeFilter(context, value, text);
  if (text === undefined && value.pieces.every((piece) => piece === ''))
    return { kind: 'field', field, test: { kind: 'exists' } };
  if (field.kind === 'attribute') return { kind: 'field', field, test: textTest(value, text) };
  switch (field.field) {
    case 'severity':
      return text === undefined
        ? { kind: 'field', field, test: textTest(value, text) }
        : severityOf(context, value, text);
    case 'severityNumber': {
      const number = numberOf(context, value);
      return { kind: 'severity', min: number, max: number };
    }
    case 'timestamp':
    case 'observedAt':
      return spanFilter(field, momentOf(context, value), text ?? '');
    case 'traceId':
      return traceFilter(field, value, text);
    case 'message':
      return { kind: 'field', field, test: messageTest(value, text) };
    default:
      return { kind: 'field', field, test: textTest(value, text) };
  }
}

/** Patterns are made of messages and differ by every sign and space, so only equality makes sense for them. */
function patternFilter({ lexer, name }: ValueContext, value: Word, text: string | undefined): Filter {
  if (text !== undefined) return { kind: 'pattern', pattern: text };
  const hint = `write ${name}:"…" with all of it; attributes.${name}:… asks the attribute of this name`;
  throw lexer.problem('a pattern is compared as a whole, without stars', hint, value.at);
}

function ownTimeFilter({ lexer, field, name }: ValueContext, value: Word, text: string | undefined): Filter {
  const truth = text?.trim().toLowerCase();
  if (truth === 'true' || truth === 'false') return { kind: 'field', field, test: { kind: 'equals', text: truth } };
  throw lexer.problem(
    `${name} is true or false`,
    `write ${name}:false for records without a time of their own`,
    value.at,
  );
}

/** `field:>=500`; the operator has been read. */
export function comparisonFilter(context: ValueContext, operator: Comparison): Filter {
  const { lexer, field, name } = context;
  lexer.peek();
  if (lexer.isAtEndOf('()')) {
    throw lexer.problem(`a value is missing behind ${name}:${operator}`, `write a number or a time, like status:>=500`);
  }
  const value = lexer.value();
  const isMin = operator.startsWith('>');
  const isIncluded = operator.endsWith('=');
  if (field.kind === 'record' && field.field === 'severity') {
    const { min, max } = severityOf(context, value, plainText(context, value));
    if (isMin) return { kind: 'severity', min: isIncluded ? min : max + 1, max: MAX_SEVERITY_NUMBER };
    return { kind: 'severity', min: 1, max: isIncluded ? max : min - 1 };
  }
  const bound = boundOf(context, value);
  const { isTime, value: number } = bound;
  const [min, max] = isMin ? [number, Number.POSITIVE_INFINITY] : [Number.NEGATIVE_INFINITY, number];
  const ends = { min, max, includesMin: isIncluded, includesMax: isIncluded, isTime };
  return intervalFilter(field, {
    kind: 'range',
    ...ends,
    ...nanosOf(isMin ? bound : undefined, isMin ? undefined : bound),
  });
}

/**
 * `field:[100 TO 200]` and `field:{100 TO 200}`, an end being `*` when it is open; the opening bracket has been read.
 */
export function rangeFilter(context: ValueContext, open: '[' | '{'): Filter {
  const { lexer, field } = context;
  const at = lexer.at - 1;
  const hint = 'write [100 TO 200] with both ends included, {100 TO 200} without them, and * for an open end';
  const low = readBound(context, hint);
  lexer.peek();
  if (lexer.take('TO') === undefined) throw lexer.problem('TO is missing in a range', hint);
  const high = readBound(context, hint);
  lexer.peek();
  const close = lexer.take(']', '}');
  if (close === undefined) throw lexer.problem('a range is never closed', hint, at);
  const [includesMin, includesMax] = [open === '[', close === ']'];
  if (field.kind === 'record' && field.field === 'severity') {
    return severityInterval(context, { low, high, includesMin, includesMax });
  }
  const min = low === undefined ? undefined : boundOf(context, low);
  const max = high === undefined ? undefined : boundOf(context, high);
  if (min !== undefined && max !== undefined && min.isTime !== max.isTime) {
    throw lexer.problem('a range has a number at one end and a time at the other', hint, at);
  }
  if (min !== undefined && max !== undefined && min.value > max.value) {
    throw lexer.problem('a range ends before it begins', 'exchange its ends', at);
  }
  if (min === undefined && max === undefined) return { kind: 'field', field, test: { kind: 'exists' } };
  return intervalFilter(field, {
    kind: 'range',
    min: min?.value ?? Number.NEGATIVE_INFINITY,
    max: max?.value ?? Number.POSITIVE_INFINITY,
    ...{ includesMin, includesMax, isTime: (min ?? max)?.isTime ?? false },
    ...nanosOf(min, max),
  });
}

/** undefined for an open end. */
function readBound({ lexer }: ValueContext, hint: string): Word | undefined {
  const word = lexer.bound();
  if (word.pieces.length === 1 && word.pieces[0] === '')
    throw lexer.problem('an end of a range is missing', hint, word.at);
  return word.pieces.length > 1 && word.pieces.every((piece) => piece === '') ? undefined : word;
}

function severityInterval(
  context: ValueContext,
  ends: { low: Word | undefined; high: Word | undefined; includesMin: boolean; includesMax: boolean },
): Filter {
  const read = (word: Word | undefined) => word && severityOf(context, word, plainText(context, word));
  const [low, high] = [read(ends.low), read(ends.high)];
  const min = low === undefined ? 1 : ends.includesMin ? low.min : low.max + 1;
  const max = high === undefined ? MAX_SEVERITY_NUMBER : ends.includesMax ? high.max : high.min - 1;
  return { kind: 'severity', min, max };
}

function intervalFilter(field: FieldRef, test: RangeTest): Filter {
  if (field.kind === 'record' && field.field === 'timestamp') {
    const { minNanos = 0, maxNanos = 0 } = test;
    // An excluded end is a nanosecond further in.
    const min = { ms: Number(test.min), nanos: test.includesMin ? minNanos : minNanos + 1 };
    const max = { ms: Number(test.max), nanos: test.includesMax ? maxNanos : maxNanos - 1 };
    return timeFilter(
      !Number.isFinite(min.ms) ? OPEN_START : min.nanos > MOST_NANOS ? { ms: min.ms + 1, nanos: 0 } : min,
      !Number.isFinite(max.ms) ? OPEN_END : max.nanos < 0 ? { ms: max.ms - 1, nanos: MOST_NANOS } : max,
    );
  }
  return { kind: 'field', field, test };
}

function messageTest(value: Word, text: string | undefined): FieldTest {
  if (text === undefined) return textTest(value, text);
  const phrase = text.trim();
  return foldPhrase(phrase) === '' ? { kind: 'exists' } : { kind: 'phrase', phrase };
}

function textTest(value: Word, text: string | undefined): FieldTest {
  if (text !== undefined) return value.isQuoted ? exactTest(text) : { kind: 'equals', text };
  return { kind: 'glob', pieces: value.pieces };
}

function severityOf(context: ValueContext, value: Word, text: string): SeverityFilter {
  const filter = parseSeverityParameter(text);
  if (filter !== undefined) return filter;
  throw context.lexer.problem(
    `${JSON.stringify(text)} is not a severity`,
    severityAdvice(text, context.name),
    value.at,
  );
}

/** A value that is not a trace id may stand in the attribute where such ids are kept. */
function traceFilter(field: FieldRef, value: Word, text: string | undefined): Filter {
  const id = text?.replaceAll('-', '').toLowerCase();
  if (id !== undefined && TRACE_ID.test(id)) return { kind: 'trace', traceId: id };
  if (text !== undefined) field = { kind: 'attribute', names: ['traceId'] };
  return { kind: 'field', field, test: textTest(value, text) };
}

/** All of a day, minute or second when no more of the time is written. */
function spanFilter(field: FieldRef, from: Instant, text: string): Filter {
  const [min, minNanos] = [from.ms, from.nanos];
  const last = lastOf(from, text);
  const ends = { min, minNanos, max: last.ms, maxNanos: last.nanos };
  return intervalFilter(field, { kind: 'range', ...ends, includesMin: true, includesMax: true, isTime: true });
}

function lastOf({ ms, nanos }: Instant, text: string): Instant {
  if (nanos === 0) return { ms: ms + precisionOf(text) - 1, nanos: MOST_NANOS };
  const digits = /[.,](\d{4,9})/.exec(text)?.[1]?.length ?? 9;
  return { ms, nanos: nanos + 10 ** (9 - digits) - 1 };
}

const MOST_NANOS = 999_999;

/** Nanoseconds of the ends that have any. */
function nanosOf(min: Bound | undefined, max: Bound | undefined): Pick<RangeTest, 'minNanos' | 'maxNanos'> {
  return {
    ...(min?.nanos ? { minNanos: min.nanos } : {}),
    ...(max?.nanos ? { maxNanos: max.nanos } : {}),
  };
}

interface Bound {
  value: number | bigint;
  isTime: boolean;
  /** Nanoseconds of a moment within its millisecond. */
  nanos?: number;
}

function precisionOf(text: string): number {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return 86_400_000;
  if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?:Z|[+-]\d\d:?\d\d)?$/.test(text)) return 60_000;
  return /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:Z|[+-]\d\d:?\d\d)?$/.test(text) ? 1_000 : 1;
}

/** Reads a text that can be compared: a number or, where the field has times or the text is one, a moment. */
function boundOf(context: ValueContext, word: Word): Bound {
  const { field, lexer, name } = context;
  if (field.kind === 'record' && (field.field === 'timestamp' || field.field === 'observedAt')) {
    const { ms, nanos } = momentOf(context, word);
    return { value: ms, isTime: true, nanos };
  }
  if (field.kind === 'ownTime') throw lexer.problem(`${name} is true or false`, `write ${name}:false`, word.at);
  if (field.kind === 'pattern' || (field.kind === 'record' && field.field !== 'severityNumber')) {
    const value = field.kind === 'pattern' ? `${name}:"…"` : `${name}:value or ${name}:val*`;
    const hint = `only numbers, times and severities can be compared; write ${value}`;
    throw lexer.problem(`${name} is a text and cannot be compared`, hint, word.at);
  }
  const text = plainText(context, word);
  const number = numberOfText(text);
  if (number !== undefined) return { value: number, isTime: false };
  const moment = parseTimestamp(text);
  if (moment !== undefined) return { value: moment.ms, isTime: true, nanos: moment.nanos };
  throw notComparable(context, word, text);
}

function numberOf(context: ValueContext, word: Word): number {
  const text = plainText(context, word);
  const number = numberOfText(text);
  if (number === undefined) throw notComparable(context, word, text);
  return Number(number);
}

function notComparable({ lexer, name }: ValueContext, word: Word, text: string) {
  const hint = `use a number or a time, like ${name}:>=500 or ${name}:>=2026-11-21T10:15:30Z`;
  return lexer.problem(`${JSON.stringify(text)} is neither a number nor a time`, hint, word.at);
}

function momentOf(context: ValueContext, word: Word): Instant {
  const text = plainText(context, word);
  const time = parseTimeParameter(text, 'from');
  if (time !== undefined)
    return { ms: resolveTime(time, context.nowMs), nanos: (time.kind === 'at' && time.nanos) || 0 };
  throw context.lexer.problem(`${JSON.stringify(text)} is not a time`, timeAdvice(text), word.at);
}

function plainText({ lexer }: ValueContext, word: Word): string {
  if (word.pieces.length === 1) return (word.pieces[0] ?? '').trim();
  throw lexer.problem('a star cannot be compared', 'write a number or a time in its place', word.at);
}
