import { Binary } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { MAX_BUCKET_BYTES, MAX_BUCKET_RECORDS, MAX_STORED_BYTES } from '../bucket/bucket-limits.ts';
import type { Store } from '../connection/store.ts';
import { mergeableGroups, packStream, type SmallHeader } from './mergeable-groups.ts';

const HOUR = 3_600_000;

function header(more: Partial<SmallHeader> = {}): SmallHeader {
  return {
    _id: new Binary(Buffer.alloc(16)),
    service: 'shop',
    severity: 'INFO',
    from: new Date(0),
    count: 1,
    sizeBytes: 100,
    storedBytes: 1_000,
    batches: [],
    ...more,
  };
}

/** Headers in the order of the index `stream`, as mongod returns them. */
async function groupsOf(headers: readonly SmallHeader[]): Promise<SmallHeader[][]> {
  const store = { db: { collection: () => ({ find: () => headers }) } } as unknown as Store;
  return await Array.fromAsync(mergeableGroups(store, 'default_20261121'));
}

describe('buckets of one stream and hour', () => {
  test('become one group, in the order of their first records', () => {
    const [late, early] = [header({ from: new Date(9) }), header({ from: new Date(3) })];
    expect(packStream([late, early])).toEqual([[early, late]]);
  });

  test('that begin in one millisecond are ordered by the places of their first records', () => {
    const at = (origin: string, ordinal: number) =>
      header({ fromPlaces: [{ first: { origin, ordinal }, last: { origin, ordinal } }] });
    const [c, a, b, unknown] = [at('b', 1), at('a', 7), at('b', 0), header()];
    expect(packStream([c, a, b, unknown])).toEqual([[unknown, a, b, c]]);
  });

  test('are left alone when there is no other to merge with', () => {
    expect(packStream([header()])).toEqual([]);
    expect(packStream([])).toEqual([]);
  });

  test.each([
    ['records', { count: MAX_BUCKET_RECORDS / 2 - 1 }, 2],
    ['size as JSON', { sizeBytes: MAX_BUCKET_BYTES / 2 - 1 }, 2],
    ['size as BSON', { storedBytes: MAX_STORED_BYTES / 3 }, 3],
  ] as const)('begin a new group when the %s would be too large', (_, size, most) => {
    const groups = packStream(Array.from({ length: most * 3 }, (_, i) => header({ ...size, from: new Date(i) })));
    expect(groups.map(({ length }) => length)).toEqual([most, most, most]);
  });

  test('are at most so many in a group as a transaction can replace', () => {
    const groups = packStream(Array.from({ length: 1_000 }, (_, i) => header({ count: 0, from: new Date(i) })));
    expect(groups.map(({ length }) => length)).toEqual([500, 500]);
  });
});

describe('buckets of a partition', () => {
  test('are never grouped over the end of an hour', async () => {
    const headers = [0, 1, HOUR, HOUR + 1, -1, -2].map((ms) => header({ from: new Date(ms) }));
    const groups = await groupsOf(headers);
    expect(groups.map((group) => group.map(({ from }) => from.getTime()))).toEqual([
      [0, 1],
      [HOUR, HOUR + 1],
      [-2, -1],
    ]);
  });

  test('are grouped by service and severity', async () => {
    const streams = [{ service: 'a' }, { service: 'b' }, { service: 'b', severity: 'ERROR' as const }];
    const groups = await groupsOf(streams.flatMap((stream) => [header(stream), header(stream)]));
    expect(groups.map(([first]) => [first?.service, first?.severity])).toEqual([
      ['a', 'INFO'],
      ['b', 'INFO'],
      ['b', 'ERROR'],
    ]);
  });

  test('of a stream that has very many of them are grouped a few thousand at a time', async () => {
    let given = 0;
    let atFirst: number | undefined;
    const headers = function* () {
      for (; given < 10_000; given++) yield header({ from: new Date(given), count: 1 });
    };
    const store = { db: { collection: () => ({ find: headers }) } } as unknown as Store;
    let merged = 0;
    for await (const group of mergeableGroups(store, 'default_20261121')) {
      atFirst ??= given;
      merged += group.length;
    }
    expect([atFirst, merged]).toEqual([2_000, 10_000]);
  });
});
