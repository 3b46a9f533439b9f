import { describe, expect, test } from 'vitest';
import { SEVERITY_BASE, type Severity } from '../../record/index.ts';
import { fromColumns } from '../batches/index.ts';
import { type BorrowedTime, RecordDivider } from './divide-records.ts';

const NOW = Date.UTC(2026, 10, 21, 10);

const record = (message: string, service = 'shop', severity: Severity = 'INFO') => ({
  timestamp: NOW,
  observedAt: NOW,
  message,
  service,
  severity,
  severityNumber: SEVERITY_BASE[severity],
});

/** Divides records; each is given with what it borrows, and stands at the position of its number. */
function divide(records: readonly [ReturnType<typeof record>, BorrowedTime?, number?][], bodyBytes = 1_000) {
  const divider = new RecordDivider();
  for (const [i, [each, borrowed = 'nothing', index = i]] of records.entries()) divider.add(each, index, borrowed);
  return divider.groups(bodyBytes);
}

describe('the records of one message', () => {
  test('are divided by service and severity, in the order of their first records', () => {
    const groups = divide([
      [record('a')],
      [record('b', 'cart')],
      [record('c', 'shop', 'ERROR')],
      [record('d')],
      [record('e', 'cart'), 'nothing', 9],
    ]);
    expect(
      groups.map(({ service, severity, indexes, records }) => [
        service,
        severity,
        indexes,
        fromColumns(records).map(({ message }) => message),
      ]),
    ).toEqual([
      ['shop', 'INFO', [0, 3], ['a', 'd']],
      ['cart', 'INFO', [1, 9], ['b', 'e']],
      ['shop', 'ERROR', [2], ['c']],
    ]);
  });

  test('are divided by the times they borrow, because those differ on the next delivery', () => {
    const groups = divide([[record('a'), 'time'], [record('b')], [record('c'), 'year'], [record('d'), 'time']]);
    expect(groups.map(({ indexes }) => indexes)).toEqual([[0, 3], [1], [2]]);
  });

  test('have the size of the message if there is only one, and are measured otherwise', () => {
    expect(divide([[record('a')]], 4_711)).toMatchObject([{ jsonBytes: 4_711 }]);
    const [both, other] = divide([[record('a')], [record('b')], [record('c', 'cart')]], 4_711);
    expect(both?.jsonBytes).toBe(2 * (other?.jsonBytes as number));
    const json = Buffer.byteLength(JSON.stringify({ timestamp: NOW, observedAt: NOW, message: 'a' }));
    expect(other?.jsonBytes).toBeGreaterThanOrEqual(json);
  });

  test('have the same size for any times: a message lends them others when it comes again', () => {
    const at = (timestamp: number) => ({ ...record('a'), timestamp, observedAt: timestamp });
    const sizeOf = (timestamp: number) =>
      divide([
        [at(timestamp), 'time'],
        [at(timestamp), 'time'],
      ])[0]?.jsonBytes;
    expect(sizeOf(1)).toBe(sizeOf(NOW));
  });

  test('have their own severity number only if their severity does not imply it', () => {
    const groups = divide([[record('a')], [{ ...record('b'), severityNumber: SEVERITY_BASE.INFO + 1 }]]);
    expect(groups.flatMap(({ records }) => fromColumns(records).map(({ severityNumber }) => severityNumber))).toEqual([
      undefined,
      SEVERITY_BASE.INFO + 1,
    ]);
  });

  test('are refused as a whole when they are too many columns', () => {
    const many = (i: number) => ({
      ...record('a'),
      attributes: Object.fromEntries(Array.from({ length: 100 }, (_, key) => [`k${100 * i + key}`, 1])),
    });
    expect(() => divide(Array.from({ length: 300 }, (_, i) => [many(i)]))).toThrow('columns');
  });
});
