import { isSeverity, severityRange } from '@logwarren/contract/severity';
import { elementsOf } from '@logwarren/query/array-elements';
import { type FieldRef, resolveField } from '@logwarren/query/fields';
import { conjunctsOf, type Filter } from '@logwarren/query/filter';
import { valueTest } from '@logwarren/query/match-value';
import {
  foldValue,
  namedValues,
  type OwnCondition,
  ownConditions,
  respelledNumber,
} from '@logwarren/query/own-conditions';
import { type PlacedQuery, placedQuery } from '@logwarren/query/read-query';

/**
 * A query's own conditions on a field, in any spelling: the API leaves them out when it counts the values of the field.
 * These are the conditions that are marked beside the counts and changed by a click.
 */

/** Whether a query asks for a value or excludes it. */
export type Mark = 'only' | 'excluded' | undefined;

/** The values of a condition that only names values: `service:(a OR b)`, or `-service:a`. */
export interface ValueSet {
  isExcluded: boolean;
  values: readonly string[];
  /** Spellings of numbers that also match the number, which is one of the values: `5e2` without quotation marks. */
  spellings: readonly string[];
}

/** Parses a query; undefined when it cannot be parsed. Relative times do not matter here: only the API resolves them. */
export function readQuery(query: string): PlacedQuery | undefined {
  try {
    return placedQuery(query, Date.now());
  } catch {
    return undefined;
  }
}

/** The conditions on one field, in their order; empty for a query that cannot be parsed. */
export function ownOf(query: string, field: string): OwnCondition[] {
  const read = readQuery(query);
  return read === undefined ? [] : ownConditions(read, query.length, resolveField(field));
}

/** Whether conditions on a field ask for a value or exclude it. `field:*`, or no condition at all, does neither. */
export function markIn(conditions: readonly OwnCondition[], field: string, value: string): Mark {
  const parts = conditions.flatMap(({ filter }) => conjunctsOf(filter));
  if (parts.some((part) => part.kind === 'not' && !passes(part, field, value))) return 'excluded';
  const asked = parts.filter((part) => part.kind !== 'not' && !isExistence(part));
  return asked.length > 0 && asked.every((part) => passes(part, field, value)) ? 'only' : undefined;
}

/** True for a condition that does more than exclude values. */
export function asksForValues({ filter }: OwnCondition): boolean {
  return conjunctsOf(filter).some(({ kind }) => kind !== 'not');
}

/** The values that a condition names; undefined when it is a range, a pattern or anything else. */
export function valueSetOf({ filter }: OwnCondition, field: string): ValueSet | undefined {
  const isExcluded = filter.kind === 'not';
  const asked = isExcluded ? filter.filter : filter;
  if (!isSet(asked, resolveField(field))) return undefined;
  return { isExcluded, values: namedValues([asked]), spellings: spellingsIn(asked) };
}

/** True when a set has this value in another spelling, too. */
export function holdsValue({ values, spellings }: ValueSet, value: string): boolean {
  const formsOf = (each: string) => (spellings.includes(each) ? [each, respelledNumber(each) ?? each] : [each]);
  return values.flatMap(formsOf).some((each) => foldValue(each) === foldValue(value));
}

function spellingsIn(filter: Filter): string[] {
  if (filter.kind === 'or') return filter.filters.flatMap(spellingsIn);
  if (filter.kind === 'pasted') return spellingsIn(filter.asked);
  const isLoose = filter.kind === 'field' && filter.test.kind === 'equals' && filter.test.isExact !== true;
  return isLoose ? namedValues([filter]).slice(0, -1) : [];
}

function isSet(filter: Filter, field: FieldRef): boolean {
  switch (filter.kind) {
    case 'or':
      return filter.filters.every((each) => isSet(each, field));
    case 'pasted':
      return isSet(filter.asked, field);
    case 'field':
      return filter.test.kind === 'equals' && JSON.stringify(filter.field) === JSON.stringify(field);
    case 'severity':
      return isOneSeverity(filter.min, filter.max);
    default:
      return filter.kind === 'service' || filter.kind === 'trace' || filter.kind === 'pattern';
  }
}

function isOneSeverity(min: number, max: number): boolean {
  const [name, ...others] = namedValues([{ kind: 'severity', min, max }]);
  return others.length === 0 && isSeverity(name) && severityRange(name).min === min && severityRange(name).max === max;
}

function isExistence(filter: Filter): boolean {
  if (filter.kind === 'pasted') return isExistence(filter.asked);
  return filter.kind === 'field' && filter.test.kind === 'exists';
}

/** True when exactly the records with this value pass; for a severity, with any of its steps. */
function passes(filter: Filter, field: string, value: string): boolean {
  const ref = resolveField(field);
  const isSteps = ref.kind === 'record' && ref.field === 'severity' && isSeverity(value);
  const { min, max } = isSteps ? severityRange(value) : { min: Number.NaN, max: Number.NaN };
  const steps = isSteps ? Array.from({ length: max - min + 1 }, (_, step) => min + step) : [Number.NaN];
  return steps.some((severityNumber) => test(filter, { ref, value, severityNumber }));
}

/** A record that has nothing but one value. */
interface OnlyValue {
  ref: FieldRef;
  value: string;
  /** NaN for a value that is not a severity. */
  severityNumber: number;
}

function test(filter: Filter, only: OnlyValue): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.filters.every((each) => test(each, only));
    case 'or':
      return filter.filters.some((each) => test(each, only));
    case 'not':
      return !test(filter.filter, only);
    case 'pasted':
      return test(filter.asked, only);
    case 'pattern':
      return filter.pattern === only.value;
    case 'service':
      return filter.service === only.value;
    case 'trace':
      return filter.traceId === only.value;
    case 'severity':
      return only.severityNumber >= filter.min && only.severityNumber <= filter.max;
    case 'field':
      return isAskedOf(filter.field, only) && valuesOf(only).some(valueTest(filter.test, isMessage(filter.field)));
    default:
      return false;
  }
}

function isAskedOf(field: FieldRef, { ref }: OnlyValue): boolean {
  if (field.kind === 'ownTime') return ref.kind === 'ownTime';
  if (field.kind === 'attribute') return ref.kind === 'attribute' && field.names.includes(ref.names[0] ?? '');
  return field.kind === 'record' && ref.kind === 'record' && field.field === ref.field;
}

function isMessage(field: FieldRef): boolean {
  return field.kind === 'record' && field.field === 'message';
}

/** The value, and its elements if it is an array. */
function valuesOf({ ref, value }: OnlyValue) {
  if (ref.kind !== 'attribute') return [value];
  const elements = elementsOf({ [ref.names[0] ?? '']: value }, ref.names[0] ?? '');
  const all = [value, ...elements.filter((each) => each !== null && each !== undefined)];
  // A row of counts may belong to a number, which other spellings match, too.
  return String(Number(value)) === value ? [...all, Number(value)] : all;
}
