import {
  fromColumns,
  HOUR_MS,
  MAX_BATCH_RECORDS,
  type NormalisedRecord,
  SEVERITIES,
  SEVERITY_BASE,
} from '@logwarren/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupRecords, MAX_BATCH_BYTES, type RecordGroup, RecordGroups } from './group-records.ts';

const arbitraryRecord = fc
  .record({
    service: fc.constantFrom('checkout', 'payment', '__proto__'),
    severity: fc.constantFrom(...SEVERITIES.slice(2, 5)),
    hour: fc.integer({ min: -1, max: 2 }),
    length: fc.constantFrom(1, 10, 70_000, 300_000),
  })
  .map(({ service, severity, hour, length }): NormalisedRecord => {
    const severityNumber = SEVERITY_BASE[severity];
    const message = 'x'.repeat(length);
    return { timestamp: hour * HOUR_MS + 1, observedAt: 5, service, severity, severityNumber, message };
  });

const arbitraryRecords = fc.array(arbitraryRecord, { maxLength: 60 });

/** The group, with records in a form that a test can read. */
const recordsOf = ({ records }: RecordGroup) => fromColumns(records.build());
const opened = (group: RecordGroup) => ({ ...group, records: recordsOf(group) });

test('every record is in exactly one group, in order within its service, severity and hour', () => {
  fc.assert(
    fc.property(arbitraryRecords, (records) => {
      const numbered = records.map((record, index) => ({ ...record, attributes: { index } }));
      const seen = new Map<string, number[]>();
      for (const group of groupRecords(numbered)) {
        const key = `${group.service} ${group.severity} ${group.hour}`;
        const list = seen.get(key) ?? [];
        list.push(...recordsOf(group).map((record) => record.attributes?.index as number));
        seen.set(key, list);
      }
      const expected = new Map<string, number[]>();
      for (const [index, record] of numbered.entries()) {
        const key = `${record.service} ${record.severity} ${Math.floor(record.timestamp / HOUR_MS)}`;
        expected.set(key, [...(expected.get(key) ?? []), index]);
      }
      expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(expected));
    }),
  );
});

test('a group holds no more than the limits unless it is a single record, and starts at its first ordinal', () => {
  fc.assert(
    fc.property(arbitraryRecords, (records) => {
      for (const group of groupRecords(records)) {
        const grouped = recordsOf(group);
        expect(grouped.length === 1 || group.chars <= MAX_BATCH_BYTES).toBe(true);
        expect(grouped[0]?.message).toBe(records[group.firstOrdinal]?.message);
        expect(group.ordinals[0]).toBe(group.firstOrdinal);
        expect(grouped.map(({ message }) => message)).toEqual(group.ordinals.map((at) => records[at]?.message));
      }
    }),
  );
});

test('groups come in the order of their first records, the same each time', () => {
  fc.assert(
    fc.property(arbitraryRecords, (records) => {
      const groups = groupRecords(records);
      const ordinals = groups.map((group) => group.firstOrdinal);
      expect(ordinals).toEqual([...ordinals].sort((a, b) => a - b));
      expect(groupRecords(records).map(opened)).toEqual(groups.map(opened));
    }),
  );
});

test('a group is full at 500 records', () => {
  const groups = new RecordGroups();
  const record = {
    timestamp: 0,
    observedAt: 0,
    service: 'a',
    severity: 'INFO',
    severityNumber: 9,
    message: 'm',
  } as const;
  for (let i = 1; i < MAX_BATCH_RECORDS; i++) expect(groups.add(record).full).toEqual([]);
  const [full] = groups.add(record).full;
  expect(full && recordsOf(full)).toHaveLength(MAX_BATCH_RECORDS);
  expect(groups.empty).toBe(true);
});

test('the severity number travels only when it is not the base of its severity', () => {
  const record = { timestamp: 0, observedAt: 0, service: 'a', severity: 'INFO', message: 'm' } as const;
  const [group] = groupRecords([
    { ...record, severityNumber: 9 },
    { ...record, severityNumber: 10 },
  ]);
  expect(JSON.parse(JSON.stringify(group && recordsOf(group)))).toEqual([
    { timestamp: 0, observedAt: 0, message: 'm' },
    { timestamp: 0, observedAt: 0, message: 'm', severityNumber: 10 },
  ]);
});
