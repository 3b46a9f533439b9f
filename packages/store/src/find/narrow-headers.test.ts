import { Binary, type ClientSession } from 'mongodb';
import { describe, expect, test } from 'vitest';
import type { Store } from '../connection/store.ts';
import { EVERYTHING } from '../read/range.ts';
import { beforeAll, comparePositions, type Order } from './cursor.ts';
import type { HeaderEntry } from './header-stream.ts';
import { narrowHeaders } from './narrow-headers.ts';

/** With fewer than eight buckets over the start, their times are not read, so MongoDB is not needed. */
const NO_STORE = new Proxy({} as Store, {
  get: () => {
    throw new Error('MongoDB was asked');
  },
});

function header(name: string, fromMs: number, toMs: number): HeaderEntry {
  return { partition: name, _id: new Binary(Buffer.alloc(16)), fromMs, toMs, count: 1 };
}

async function* streamOf(headers: readonly HeaderEntry[]): AsyncGenerator<HeaderEntry, void, void> {
  yield* headers;
}

async function walk(headers: readonly HeaderEntry[], startMs: number, order: Order) {
  const narrowed: number[] = [];
  const options = {
    session: {} as ClientSession,
    range: EVERYTHING,
    maxTimeMS: () => 1,
    onNarrowed: (buckets: number) => narrowed.push(buckets),
  };
  const start = { ...beforeAll(startMs), order };
  const met = await Array.fromAsync(narrowHeaders(NO_STORE, streamOf(headers), { ...options, start }));
  expect(narrowed).toEqual([]);
  const sign = order === 'asc' ? 1 : -1;
  for (const [i, each] of met.slice(1).entries())
    expect(sign * comparePositions(met[i]?.nearest ?? each.nearest, each.nearest)).toBeLessThanOrEqual(0);
  return met.map(({ partition }) => partition);
}

describe('buckets come in the order in which a page meets their records', () => {
  test('oldest first', async () => {
    const headers = [header('over', 0, 900), header('at', 500, 510), header('b', 600, 700), header('a', 600, 650)];
    expect(await walk([...headers, header('c', 800, 801)], 500, 'asc')).toEqual(['over', 'at', 'b', 'a', 'c']);
  });

  test('newest first', async () => {
    const headers = [header('over', 0, 900), header('at', 400, 500), header('b', 300, 450), header('c', 10, 20)];
    expect(await walk(headers, 500, 'desc')).toEqual(['over', 'at', 'b', 'c']);
  });

  test('within a millisecond by the places of their records', async () => {
    const placed = (name: string, ordinal: number): HeaderEntry => {
      const place = { origin: 'a', ordinal };
      const places = [{ first: place, last: place }];
      return { ...header(name, 600, 600), fromPlaces: places, toPlaces: places };
    };
    const headers = [placed('b', 2), placed('c', 3), placed('a', 1)];
    expect(await walk(headers, 500, 'asc')).toEqual(['a', 'b', 'c']);
    expect(await walk(headers, 700, 'desc')).toEqual(['c', 'b', 'a']);
  });

  test('also those that only reach over the start', async () => {
    expect(await walk([header('a', 0, 900), header('b', 100, 600)], 500, 'asc')).toEqual(['a', 'b']);
  });

  test('of a stream that has nothing after the start, none', async () => {
    expect(await walk([], 500, 'asc')).toEqual([]);
  });
});

test('many buckets over the start are asked for their times', async () => {
  const headers = Array.from({ length: 8 }, (_, i) => header(String(i), 0, 900));
  await expect(walk(headers, 500, 'asc')).rejects.toThrow();
});
