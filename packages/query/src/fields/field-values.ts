import type { AttributeValue, LogRecord, NormalisedRecord } from '@logwarren/contract/log-record';
import { hasOwnTime } from '@logwarren/contract/own-time';
import { formatTimestamp } from '@logwarren/contract/parse-timestamp';
import { messagePattern } from '../patterns/message-pattern.ts';
import { type Element, elementsOf } from './array-elements.ts';
import type { FieldRef, RecordField } from './fields.ts';

/** The values of fields in records, apart from their names: the page needs the names, but not the code for patterns. */

/** Value of a field in a record; undefined if the record has no such field. Moments are ms since the epoch. */
export function fieldValue(record: NormalisedRecord | LogRecord, ref: FieldRef): AttributeValue | undefined {
  if (ref.kind === 'record') return record[ref.field];
  if (ref.kind === 'pattern') return messagePattern(record.message);
  if (ref.kind === 'ownTime') return hasOwnTime(record);
  const { attributes } = record;
  if (attributes === undefined) return undefined;
  for (const name of ref.names) if (Object.hasOwn(attributes, name)) return attributes[name];
  return undefined;
}

const NONE: readonly AttributeValue[] = Object.freeze([]);

/**
 * Elements of a field that is an array, without null; empty if it is not an array. The value of the field as a whole is
 * the text of the array.
 */
export function fieldElements(record: NormalisedRecord | LogRecord, ref: FieldRef): readonly Element[] {
  return allElements(record, ref).filter((element) => element !== null);
}

/** True if a field is an array that holds null. */
export function hasNullElement(record: NormalisedRecord | LogRecord, ref: FieldRef): boolean {
  return allElements(record, ref).includes(null);
}

function allElements({ attributes }: NormalisedRecord | LogRecord, ref: FieldRef): readonly AttributeValue[] {
  if (ref.kind !== 'attribute' || attributes === undefined) return NONE;
  for (const name of ref.names) {
    const elements = elementsOf(attributes, name);
    if (elements.length > 0 || Object.hasOwn(attributes, name)) return elements;
  }
  return NONE;
}

/**
 * Values of a field for counting, as texts: each element of an array once, or else its value. Null is `null`, as a
 * query names it, and moments are written as records show them.
 */
export function countedValues(record: NormalisedRecord | LogRecord, ref: FieldRef): readonly string[] {
  const elements = allElements(record, ref);
  if (elements.length > 0) return [...new Set(elements.map(String))];
  const value = ref.kind === 'record' ? shownValue(record, ref.field) : fieldValue(record, ref);
  return value === undefined ? [] : [String(value)];
}

function shownValue(record: NormalisedRecord | LogRecord, field: RecordField): AttributeValue | undefined {
  if (field === 'timestamp') return formatTimestamp(record.timestamp, record.nanos);
  return field === 'observedAt' ? formatTimestamp(record.observedAt) : record[field];
}
