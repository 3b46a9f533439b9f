import { createBatchIds, type LogRecord, recordId } from '@logwarren/contract';
import { expect, test } from 'vitest';
import { FieldTally } from './field-tally.ts';

const nextId = createBatchIds();

function recordOf(attributes?: LogRecord['attributes'], more: Partial<LogRecord> = {}): LogRecord {
  const head = { id: recordId(nextId(), 0), timestamp: 1, observedAt: 2, service: 'shop' };
  return { ...head, severity: 'INFO', severityNumber: 9, message: 'm', ...(attributes && { attributes }), ...more };
}

function fieldsOf(records: readonly LogRecord[], total?: number) {
  const tally = new FieldTally(undefined, total);
  for (const record of records) tally.add(record, 0);
  return tally.finish(true);
}

test('attributes are counted by name, most frequent first, after the fields of the record', () => {
  const { fields, records } = fieldsOf([recordOf({ user: 'a', code: 1 }), recordOf({ code: 2 }), recordOf()]);
  expect(records).toEqual({ count: 3, error: 0 });
  const attributes = fields.filter(({ kind }) => kind === 'attribute');
  expect(attributes.map(({ name, count }) => [name, count])).toEqual([
    ['code', 2],
    ['user', 1],
  ]);
  expect(fields.findIndex(({ kind }) => kind === 'attribute')).toBe(fields.length - 2);
});

test('types of a field come most frequent first; a bigint is a number, and times are times', () => {
  const { fields } = fieldsOf([recordOf({ x: 1n }), recordOf({ x: null }), recordOf({ x: 2 }), recordOf({ x: 'y' })]);
  const typesOf = (wanted: string) => fields.find(({ name }) => name === wanted)?.types;
  expect(typesOf('x')?.[0]).toBe('number');
  expect(new Set(typesOf('x'))).toEqual(new Set(['number', 'null', 'string']));
  expect(typesOf('timestamp')).toEqual(['time']);
});

test('fields that every record has are counted as the records are, where headers know how many match', () => {
  const { fields, records } = fieldsOf([recordOf(undefined, { traceId: 'a'.repeat(32) }), recordOf()], 1_000);
  const countOf = (wanted: string) => fields.find(({ name }) => name === wanted)?.count;
  expect(records.count).toBe(1_000);
  expect(countOf('message')).toBe(1_000);
  expect(countOf('traceId')).toBe(1);
});

test('an attribute may have the name of a field of the record', () => {
  const { fields } = fieldsOf([recordOf({ message: 'other' })]);
  expect(fields.filter(({ name }) => name === 'message').map(({ kind }) => kind)).toEqual(['record', 'attribute']);
});
