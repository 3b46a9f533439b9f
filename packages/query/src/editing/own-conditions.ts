import { SEVERITIES, severityRange } from '@logwarren/contract/severity';
import type { FieldRef } from '../fields/fields.ts';
import { and, conjunctsOf, type EqualsTest, type Filter } from '../filter/filter.ts';
import type { Place } from '../language/lexer.ts';
import type { PlacedQuery } from '../language/places.ts';
import { foldText } from '../text/fold-text.ts';
import { respelledNumber } from '../text/number-text.ts';

export { respelledNumber } from '../text/number-text.ts';

/**
 * The conditions of a query on one field itself. The values of a field are counted without these conditions, so the
 * other values stay visible beside the chosen one, each with the count that choosing it would give.
 */

/** A filter in two parts; a record matches the filter if it matches both. */
interface Apart {
  /** Conditions on the field alone; if the list is empty, `others` is the filter itself. */
  own: readonly Filter[];
  others: Filter;
}

/**
 * Takes the conditions on a field out of a filter: those that apply to the whole filter and concern nothing else. A
 * condition beside an alternative (`a OR service:x`) stays, because the rest means something else without it.
 */
export function withoutOwn(filter: Filter, field: FieldRef): Apart {
  const { own = [], others = [] } = Object.groupBy(conjunctsOf(filter), (each) =>
    isAbout(each, field) ? 'own' : 'others',
  );
  return own.length === 0 ? { own, others: filter } : { own, others: and(others) };
}

/** A condition on a single field, and its place in the query. */
export interface OwnCondition extends Place {
  filter: Filter;
}

/**
 * The conditions that `withoutOwn` takes out of a query, as they are written, in their order. Alternatives without
 * parentheses are one condition, and so are the contents of `field:( … )`.
 */
export function ownConditions(query: PlacedQuery, length: number, field: FieldRef): OwnCondition[] {
  const ofPart = (filter: Filter): OwnCondition[] => {
    const place = query.places.get(filter);
    const isPart = filter.kind === 'and' && (place === undefined || !isAbout(filter, field));
    if (isPart) return filter.filters.flatMap(ofPart);
    return isAbout(filter, field) ? [{ filter, ...(place ?? { start: 0, end: length }) }] : [];
  };
  return ofPart(query.filter);
}

function isAbout(filter: Filter, field: FieldRef): boolean {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.length > 0 && filter.filters.every((each) => isAbout(each, field));
    case 'not':
      return isAbout(filter.filter, field);
    case 'pasted':
      return isAbout(filter.asked, field);
    case 'field':
      return isSame(filter.field, field);
    case 'pattern':
      return field.kind === 'pattern';
    case 'severity':
      return isRecord(field, 'severity') || isRecord(field, 'severityNumber');
    case 'service':
      return isRecord(field, 'service');
    case 'trace':
      return isRecord(field, 'traceId');
    default:
      return false;
  }
}

function isRecord(field: FieldRef, name: string): boolean {
  return field.kind === 'record' && field.field === name;
}

/** Short names of attributes stand for several other names. */
function isSame(one: FieldRef, other: FieldRef): boolean {
  if (one.kind === 'attribute')
    return other.kind === 'attribute' && one.names.some((name) => other.names.includes(name));
  return one.kind === 'record' ? isRecord(other, one.field) : other.kind === one.kind;
}

/**
 * The values that conditions name, chosen or excluded, and the number that a test also finds. Stars and comparisons
 * name no values.
 */
export function namedValues(filters: readonly Filter[]): string[] {
  return [...new Set(filters.flatMap(namesOf))];
}

function namesOf(filter: Filter): readonly string[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.flatMap(namesOf);
    case 'not':
      return namesOf(filter.filter);
    case 'pasted':
      return namesOf(filter.asked);
    case 'field':
      return filter.test.kind === 'equals' ? namesOfValue(filter.test) : [];
    case 'pattern':
      return [filter.pattern];
    case 'severity':
      return SEVERITIES.filter((severity) => {
        const { min, max } = severityRange(severity);
        return filter.min <= max && filter.max >= min;
      });
    case 'service':
      return [filter.service];
    case 'trace':
      return [filter.traceId];
    default:
      return [];
  }
}

function namesOfValue({ text, isExact }: EqualsTest): readonly string[] {
  const number = isExact ? undefined : respelledNumber(text);
  return number === undefined ? [text] : [text, number];
}

/**
 * The form in which values are counted, and in which exact conditions compare them: as written, ignoring case. The number
 * 500 and the text `500` are one value; `5e2`, `0500` and `500.0` are separate texts.
 */
export function foldValue(value: string): string {
  return foldText(value);
}
