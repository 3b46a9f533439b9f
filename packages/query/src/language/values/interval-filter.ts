import { type Instant, parseTimestamp } from '@logwarren/contract/parse-timestamp';
import type { FieldRef } from '../../fields/fields.ts';
import type { Filter, RangeTest } from '../../filter/filter.ts';
import { numberOfText } from '../../text/number-text.ts';
import type { Word } from '../lexer.ts';
import { OPEN_END, OPEN_START, timeFilter } from './moment.ts';
import { momentOf, notComparable, plainText, severityOf, type ValueContext } from './read-value.ts';

/** Filters for values between two ends: comparisons, ranges, and moments of which only the beginning is written. */

type Comparison = '>=' | '<=' | '>' | '<';

/** One end of a range. */
interface Bound {
  value: number | bigint;
  isTime: boolean;
  /** Nanoseconds of a moment within its millisecond. */
  nanos?: number;
}

const MAX_SEVERITY_NUMBER = 24;
const MOST_NANOS = 999_999;

/** Filter of `field:>=500`; the operator has been read. */
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
  return intervalFilter(field, {
    kind: 'range',
    min,
    max,
    includesMin: isIncluded,
    includesMax: isIncluded,
    isTime,
    ...nanosOf(isMin ? bound : undefined, isMin ? undefined : bound),
  });
}

/**
 * Filter of `field:[100 TO 200]` and `field:{100 TO 200}`, where `*` is an open end; the opening bracket has been read.
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
    includesMin,
    includesMax,
    isTime: (min ?? max)?.isTime ?? false,
    ...nanosOf(min, max),
  });
}

/** Undefined for an open end. */
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
    // An excluded end is one nanosecond further in.
    const min = { ms: Number(test.min), nanos: test.includesMin ? minNanos : minNanos + 1 };
    const max = { ms: Number(test.max), nanos: test.includesMax ? maxNanos : maxNanos - 1 };
    return timeFilter(
      !Number.isFinite(min.ms) ? OPEN_START : min.nanos > MOST_NANOS ? { ms: min.ms + 1, nanos: 0 } : min,
      !Number.isFinite(max.ms) ? OPEN_END : max.nanos < 0 ? { ms: max.ms - 1, nanos: MOST_NANOS } : max,
    );
  }
  return { kind: 'field', field, test };
}

/** The whole day, minute or second if no more of the time is written. */
export function spanFilter(field: FieldRef, from: Instant, text: string): Filter {
  const last = lastOf(from, text);
  return intervalFilter(field, {
    kind: 'range',
    min: from.ms,
    minNanos: from.nanos,
    max: last.ms,
    maxNanos: last.nanos,
    includesMin: true,
    includesMax: true,
    isTime: true,
  });
}

function lastOf({ ms, nanos }: Instant, text: string): Instant {
  if (nanos === 0) return { ms: ms + precisionOf(text) - 1, nanos: MOST_NANOS };
  const digits = /[.,](\d{4,9})/.exec(text)?.[1]?.length ?? 9;
  return { ms, nanos: nanos + 10 ** (9 - digits) - 1 };
}

function precisionOf(text: string): number {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return 86_400_000;
  if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?:Z|[+-]\d\d:?\d\d)?$/.test(text)) return 60_000;
  return /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:Z|[+-]\d\d:?\d\d)?$/.test(text) ? 1_000 : 1;
}

/** Nanoseconds of the ends that have any. */
function nanosOf(min: Bound | undefined, max: Bound | undefined): Pick<RangeTest, 'minNanos' | 'maxNanos'> {
  return {
    ...(min?.nanos ? { minNanos: min.nanos } : {}),
    ...(max?.nanos ? { maxNanos: max.nanos } : {}),
  };
}

/** Reads a text that can be compared: a number, or a moment if the field has times or the text is a time. */
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
