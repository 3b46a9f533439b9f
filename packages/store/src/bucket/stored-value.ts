import type { AttributeValue } from '@logwarren/contract';
import { Decimal128, Long } from 'mongodb';
import type { StoredColumn } from './shared-texts.ts';

/*
 * How integers beyond ±2^53 are stored. Within 64 bits signed they are Long, which the driver makes of a bigint by
 * itself. From 2^63 to 2^64 they are Decimal128, which holds 34 digits. mongosh compares both as numbers too.
 */

const MAX_INT64 = 2n ** 63n - 1n;

/**
 * The column with values that BSON has. It is the same column unless it holds a number beyond 64 bits signed, which
 * BSON would wrap.
 */
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

/**
 * The column with values as records have them. It is the same column unless it holds long numbers; checking costs one
 * look at each value.
 */
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
