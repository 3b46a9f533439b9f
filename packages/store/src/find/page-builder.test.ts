import { createBatchIds, type LogRecord, recordId } from '@logwarren/contract';
import fc from 'fast-check';
import { Binary } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { MAX_PAGE_CHARS } from '../read/answer-size.ts';
import { EVERYTHING, isWithin } from '../read/range.ts';
import { type Cursor, comparePositions, type Order, positionOf } from './cursor.ts';
import { justBefore, type NearBucket } from './nearest.ts';
import { PageBuilder } from './page-builder.ts';

const nextId = createBatchIds();

/** Records of one batch at these timestamps. */
function recordsAt(times: readonly number[], message = 'm'): LogRecord[] {
  const batch = nextId();
  return times.map((timestamp, index) => {
    const head = { id: recordId(batch, index), timestamp, observedAt: 0, service: 'shop' };
    return { ...head, severity: 'INFO', severityNumber: 9, message };
  });
}

/** A bucket that is still closed, with records at these timestamps. */
function closed(records: readonly LogRecord[], order: Order): NearBucket {
  const times = records.map(({ timestamp }) => timestamp);
  const [fromMs, toMs] = [Math.min(...times), Math.max(...times)];
  const nearest = justBefore(order === 'asc' ? fromMs : toMs, undefined, order);
  return { partition: 'p', _id: new Binary(Buffer.alloc(16)), fromMs, toMs, count: records.length, nearest };
}

function pageOf(limit: number, order: Order = 'desc', cursor?: Cursor): PageBuilder {
  return new PageBuilder({ limit, order, cursor }, EVERYTHING);
}

const timesOf = (records: readonly LogRecord[]) => records.map(({ timestamp }) => timestamp);

describe('a page of everything that was added', () => {
  test.each([
    ['desc', [9, 7, 5]],
    ['asc', [1, 3, 5]],
  ] as const)('has its first records in order, %s, whichever bucket they come from', (order, expected) => {
    const page = pageOf(3, order);
    page.add(recordsAt([5, 1, 9]));
    page.add(recordsAt([3, 7]));
    expect(timesOf(page.finish().records)).toEqual(expected);
  });

  test('continues after its last record when there are more', () => {
    const page = pageOf(2);
    page.add(recordsAt([1, 2, 3]));
    const { next, complete, records } = page.finish();
    expect([next?.timestamp, next?.id, complete]).toEqual([2, records[1]?.id, true]);
  });

  test('ends the search when there are no more', () => {
    const page = pageOf(3);
    page.add(recordsAt([1, 2, 3]));
    expect(page.finish()).toMatchObject({ next: null, complete: true });
  });

  test('ends early when the next record would make it too large, and continues with that one', () => {
    const page = pageOf(10);
    page.add(recordsAt([1, 2, 3], 'x'.repeat(MAX_PAGE_CHARS / 2)));
    const { next, records } = page.finish();
    expect([timesOf(records), next?.timestamp]).toEqual([[3], 3]);
  });
});

describe('a page after a cursor', () => {
  test('has nothing that the page before has shown', () => {
    const records = recordsAt([4, 3, 3, 2]);
    const cursor: Cursor = { ...positionOf(records[1] as LogRecord), order: 'desc' };
    const page = pageOf(10, 'desc', cursor);
    page.add(records);
    expect(page.finish().records.map(({ id }) => id)).toEqual([
      ...records.filter(({ timestamp, id }) => timestamp === 3 && id < (cursor.id as string)).map(({ id }) => id),
      records[3]?.id,
    ]);
  });

  test('begins with the range where the cursor lies before it', () => {
    const [early] = recordsAt([1]) as [LogRecord];
    const page = new PageBuilder(
      { limit: 10, order: 'asc', cursor: { ...positionOf(early), order: 'asc' } },
      { fromMs: 5, toMs: 10 },
    );
    expect(page.start.timestamp).toBe(4);
    page.add(recordsAt([4, 5, 6]).filter(({ timestamp }) => isWithin({ fromMs: 5, toMs: 10 }, timestamp)));
    expect(timesOf(page.finish().records)).toEqual([5, 6]);
  });
});

describe('while buckets are closed', () => {
  test('a full page is done when none of them can have a record that belongs on it', () => {
    const page = pageOf(2);
    page.add(recordsAt([9, 8, 7]));
    expect(page.isDoneBefore(closed(recordsAt([6, 1]), 'desc'))).toBe(true);
    expect(page.isDoneBefore(closed(recordsAt([8]), 'desc'))).toBe(false);
  });

  test('a page that is not full is never done', () => {
    const page = pageOf(3);
    page.add(recordsAt([9, 8, 7]));
    expect(page.isDoneBefore(closed(recordsAt([1]), 'desc'))).toBe(false);
  });

  test('only the records before the next bucket are certain, and the cursor is between the two', () => {
    const page = pageOf(10);
    page.add(recordsAt([9, 8, 3]));
    const partial = page.partial(closed(recordsAt([5, 1]), 'desc'));
    expect([timesOf(partial?.records ?? []), partial?.complete, partial?.searchedTo]).toEqual([[9, 8], false, 6]);
    const rest = pageOf(10, 'desc', partial?.next as Cursor);
    rest.add(recordsAt([9, 5, 3]));
    expect(timesOf(rest.finish().records)).toEqual([5, 3]);
  });

  test('nothing is certain while the next bucket lies over the start of the page', () => {
    const [first] = recordsAt([5]) as [LogRecord];
    const page = pageOf(10, 'desc', { ...positionOf(first), order: 'desc' });
    page.add(recordsAt([4]));
    expect(page.partial(closed(recordsAt([9, 5]), 'desc'))).toBeUndefined();
  });

  test('a full page is whole even when its time is up', () => {
    const page = pageOf(1);
    page.add(recordsAt([9, 8]));
    expect(page.partial(closed(recordsAt([2]), 'desc'))).toMatchObject({ complete: true });
  });
});

const moments = fc.array(fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 6 }), { maxLength: 6 });

test('pages that end anywhere, one after the other, show every record once and in order', () => {
  fc.assert(
    fc.property(
      moments,
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom<Order>('asc', 'desc'),
      fc.nat(),
      (all, limit, order, hurry) => {
        const sign = order === 'asc' ? 1 : -1;
        const buckets = all.map((times) => recordsAt(times));
        const walked = buckets.toSorted(
          (a, b) => sign * comparePositions(closed(a, order).nearest, closed(b, order).nearest),
        );
        const shown: LogRecord[] = [];
        let cursor: Cursor | undefined;
        for (let round = 0; ; round++) {
          const page = pageOf(limit, order, cursor);
          // Each page stops after a different number of buckets, once it has made progress.
          const most = 1 + ((round + hurry) % 3);
          let found: ReturnType<PageBuilder['partial']>;
          for (const [i, bucket] of walked.entries()) {
            if (page.isDoneBefore(closed(bucket, order))) break;
            if (i >= most) found = page.partial(closed(bucket, order));
            if (found !== undefined) break;
            page.add(bucket);
          }
          const { records, next } = found ?? page.finish();
          shown.push(...records);
          if (next === null) break;
          expect(cursor === undefined || sign * comparePositions(next, cursor) > 0).toBe(true);
          cursor = next;
        }
        const expected = buckets.flat().toSorted((a, b) => sign * comparePositions(positionOf(a), positionOf(b)));
        expect(shown.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
      },
    ),
  );
});
