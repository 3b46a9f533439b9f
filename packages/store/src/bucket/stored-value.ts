import type { AttributeValue } from '@logwarren/contract';
import { Decimal128, Long } from 'mongodb';
import type { StoredColumn } from './shared-texts.ts';

/*
 * How whole numbers beyond ±2^53 rest: as Long within 64 bits signed, which the driver makes of a bigint by itself; as
 * Decimal128, which holds 34 digits, from 2^63 to 2^64. Both compare as numbers in mongosh too.
 */

const MAX_INT64 = 2n ** 63n - 1n;

/** The column with values that BSON has; itself unless it holds a number beyond 64 bits signed, which BSON would wrap. */
export function toStoredValues<Column extends StoredColumn>(column: Column): Column {
  const { values } = column;
  if (!Array.isArray(values)) return isBeyondLong(values) ? { ...column, values: toDecimal(values) } : column;
  return values.some(isBeyondLong) ? { ...column, values: values.map(toDecimal) } : column;
}

function isBeyondLong(value: AttributeValue): boolean {
  return typeof value === 'bigint' && value > MAX_INT64;
}

function toDecimal(value: AttributeValue): AttributeValue {
  return isBeyondLong(value) ? (Decimal128.fromString(String(value)) as unknown as AttributeValue) : value;
}

/** The column with values as records have them; itself, at the cost of one look at each, unless it holds long numbers. */
export function fromStoredValues<Column extends StoredColumn>(column: Column): Column {
  const { values } = column;
  if (!Array.isArray(values)) return isObject(values) ? { ...column, values: fromStored(values) } : column;
  return values.some(isObject) ? { ...column, values: values.map(fromStored) } : column;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function fromStored(value: unknown): AttributeValue {
  if (value instanceof Long) return value.toBigInt();
  if (value instanceof Decimal128) return BigInt(value.toString());
  return value as AttributeValue;
}
