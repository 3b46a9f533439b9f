import { type FieldTest, type Filter, isNull, type RangeTest, type TimeFilter } from './filter.ts';
import { foldText } from './fold-text.ts';
import type { AttributeValue, NormalisedRecord } from './log-record.ts';
import { compilePastedText } from './match-pasted.ts';
import { containsGlob, isWholeMatch } from './match-text.ts';
import { patternTest } from './message-pattern.ts';
import { numberOfText, writtenNumber } from './number-text.ts';
import { type Instant, parseTimestamp } from './parse-timestamp.ts';
import { type FieldRef, fieldElements, fieldValue, hasNullElement } from './query/fields.ts';
import { hasEscape, searchedText } from './searched-text.ts';
import { containsPhrase, foldPhrase } from './words.ts';

/** True when a record is what the filter searches for. */
export type Predicate = (record: NormalisedRecord) => boolean;

/** Compiles a filter to a function; the reference that the other two compilers must agree with. */
export function compilePredicate(filter: Filter): Predicate {
  return compile(filter, createTexts());
}

function compile(filter: Filter, texts: Texts): Predicate {
  switch (filter.kind) {
    case 'all':
      return () => true;
    case 'and': {
      const predicates = filter.filters.map((each) => compile(each, texts));
      return (record) => predicates.every((matches) => matches(record));
    }
    case 'or': {
      const services = new Set(filter.filters.flatMap((each) => (each.kind === 'service' ? [each.service] : [])));
      const predicates = filter.filters.filter(({ kind }) => kind !== 'service').map((each) => compile(each, texts));
      return (record) => services.has(record.service) || predicates.some((matches) => matches(record));
    }
    case 'not': {
      const matches = compile(filter.filter, texts);
      return (record) => !matches(record);
    }
    case 'severity':
      return (record) => record.severityNumber >= filter.min && record.severityNumber <= filter.max;
    case 'time':
      return timePredicate(filter);
    case 'service':
      return (record) => record.service === filter.service;
    case 'trace':
      return (record) => record.traceId === filter.traceId;
    case 'phrase': {
      const phrase = foldPhrase(filter.phrase);
      const asWritten = hasEscape([phrase]);
      return (record) => texts.some(record, (text) => containsPhrase(text, phrase), asWritten);
    }
    case 'glob': {
      const pieces = filter.pieces.map(foldText);
      const asWritten = hasEscape(pieces);
      return (record) => texts.some(record, (text) => containsGlob(text, pieces), asWritten);
    }
    case 'pattern': {
      const hasPattern = patternTest(filter.pattern);
      return (record) => hasPattern(record.message);
    }
    case 'field':
      return fieldPredicate(filter.field, filter.test);
    case 'pasted': {
      const isField = compile(filter.asked, texts);
      const holdsText = compilePastedText(filter);
      return (record) => isField(record) || holdsText(record);
    }
  }
}

function timePredicate({ min, max, minNanos = 0, maxNanos = MOST_NANOS }: TimeFilter): Predicate {
  return ({ timestamp, nanos = 0 }) =>
    (timestamp > min || (timestamp === min && nanos >= minNanos)) &&
    (timestamp < max || (timestamp === max && nanos <= maxNanos));
}

const MOST_NANOS = 999_999;

function fieldPredicate(field: FieldRef, test: FieldTest): Predicate {
  const isNullTest = test.kind === 'equals' && isNull(test.text);
  const isMessage = field.kind === 'record' && field.field === 'message';
  const passes = compileTest(test, isMessage);
  // A terms filter knows the value of a pair only as it is written.
  const isWholeValue = test.kind === 'equals' && !isMessage;
  const passesAsSearched = (value: NonNullable<AttributeValue>) => {
    if (isWholeValue || typeof value !== 'string') return false;
    const searched = searchedText(value);
    return searched !== value && passes(searched);
  };
  const passesEither = (value: NonNullable<AttributeValue>) => passes(value) || passesAsSearched(value);
  return (record) => {
    const value = fieldValue(record, field);
    if (value !== undefined && value !== null && passesEither(value)) return true;
    if (isNullTest && (value === null || hasNullElement(record, field))) return true;
    return fieldElements(record, field).some(passesEither);
  };
}

function compileTest(test: FieldTest, isMessage: boolean): (value: NonNullable<AttributeValue>) => boolean {
  switch (test.kind) {
    case 'exists':
      return () => true;
    case 'equals': {
      const wanted = foldText(test.text);
      const number = writtenNumber(test.text);
      return (value) => (typeof value === 'string' ? foldText(value) === wanted : isWritten(value, wanted, number));
    }
    case 'phrase': {
      const phrase = foldPhrase(test.phrase);
      return (value) => containsPhrase(foldText(String(value)), phrase);
    }
    case 'glob': {
      const fits = isMessage ? containsGlob : isWholeMatch;
      const pieces = test.pieces.map(foldText);
      return (value) => fits(foldText(String(value)), pieces);
    }
    case 'range':
      return rangePredicate(test);
  }
}

function rangePredicate(test: RangeTest): (value: NonNullable<AttributeValue>) => boolean {
  const { min, max, minNanos = 0, maxNanos = 0, includesMin, includesMax, isTime } = test;
  return (value) => {
    const moment = isTime ? momentOf(value) : undefined;
    const number = isTime ? moment?.ms : numberOf(value);
    if (number === undefined) return false;
    const nanos = moment?.nanos ?? 0;
    // biome-ignore lint/suspicious/noDoubleEquals: a number may be a bigint on one side
    const [toMin, toMax] = [number == min ? nanos - minNanos : 0, number == max ? nanos - maxNanos : 0];
    const isAfter = number > min || (number >= min && (includesMin ? toMin >= 0 : toMin > 0));
    return isAfter && (number < max || (number <= max && (includesMax ? toMax <= 0 : toMax < 0)));
  };
}

function isWritten(value: number | bigint | boolean, wanted: string, number: string | undefined): boolean {
  const text = String(value);
  return text === wanted || text === number || foldText(text) === wanted;
}

function numberOf(value: NonNullable<AttributeValue>): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  return typeof value === 'string' ? numberOfText(value) : undefined;
}

/** Moments of our own fields are numbers of ms already. */
function momentOf(value: NonNullable<AttributeValue>): Instant | undefined {
  if (typeof value === 'number') return { ms: value, nanos: 0 };
  const mayBe = typeof value === 'bigint' || (typeof value === 'string' && value.length < 50);
  return mayBe ? parseTimestamp(value) : undefined;
}

/** Message and attribute values of the record looked at last, folded once for all parts of a filter. */
interface Texts {
  /** @param asWritten looks at JSON texts as they are written, too */
  some(record: NormalisedRecord, isIt: (text: string) => boolean, asWritten: boolean): boolean;
}

function createTexts(): Texts {
  let current: NormalisedRecord | undefined;
  let message = '';
  let values: string[] | undefined;
  return {
    some(record, isIt, asWritten) {
      if (record !== current) {
        current = record;
        message = foldText(searchedText(record.message));
        values = undefined;
      }
      if (isIt(message)) return true;
      values ??= valuesOf(record).map((value) => foldText(searchedText(value)));
      return values.some(isIt) || (asWritten && [record.message, ...valuesOf(record)].map(foldText).some(isIt));
    },
  };
}

function valuesOf({ attributes }: NormalisedRecord): string[] {
  const values: string[] = [];
  for (const name in attributes) {
    const value = attributes[name];
    if (value !== null && value !== undefined) values.push(String(value));
  }
  return values;
}
