import type { AttributeValue, NormalisedRecord } from '@logwarren/contract/log-record';
import { fieldElements, fieldValue, hasNullElement } from '../fields/field-values.ts';
import type { FieldRef } from '../fields/fields.ts';
import { type FieldTest, type Filter, isNull, type TimeFilter } from '../filter/filter.ts';
import { patternTest } from '../patterns/message-pattern.ts';
import { foldText } from '../text/fold-text.ts';
import { hasEscape, searchedText } from '../text/searched-text.ts';
import { containsPhrase, foldPhrase } from '../text/words.ts';
import { compilePastedText } from './match-pasted.ts';
import { containsGlob } from './match-text.ts';
import { valueTest } from './match-value.ts';

/** True for a record that matches the filter. */
export type Predicate = (record: NormalisedRecord) => boolean;

/** Compiles a filter to a function. It is the reference that the other two compilers must agree with. */
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
  const passes = valueTest(test, isMessage);
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

/** The message and attribute values of the last record, folded once for all parts of a filter. */
interface Texts {
  /** @param asWritten true to test JSON texts as they are written, too */
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
