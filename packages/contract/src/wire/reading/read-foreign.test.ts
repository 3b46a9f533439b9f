import { describe, expect, it } from 'vitest';
import { fromColumns } from '../batches/index.ts';
import type { Delivery } from './delivery.ts';
import { readForeign } from './read-foreign.ts';

const DAYS = [Date.UTC(2026, 10, 5), Date.UTC(2026, 10, 30), Date.UTC(2027, 4, 11)];

function message(body: string): Delivery {
  const headers = { 'x-deduplication-header': '1' };
  return { body: Buffer.from(body), routingKey: 'INFO.a', exchange: 'logs_exchange', redelivered: false, headers };
}

/** The groups of a message with the times of their records, read at a moment. */
function divided(body: string, now: number): [number[], number[]][] {
  const delivery = message(body);
  const groups = readForeign(delivery, delivery.body, now);
  return groups.map(({ indexes, records }) => [indexes, fromColumns(records).map(({ timestamp }) => timestamp)]);
}

describe('a message of another program whose days may have two orders', () => {
  it.each([
    ['JSON', '[{"time":"05/11/2026 10:00:00","msg":"a"},{"time":"2026-11-05T10:00:00Z","msg":"b"}]'],
    ['lines of JSON', '{"time":"05-11-2026 10:00:00","msg":"a"}\n{"time":"2026-05-11T10:00:00Z","msg":"b"}'],
    ['a line', '05/11/2026 10:00:00 ERROR [shop] declined'],
    ['a line with a year of two digits', '05-11-26 10:00:00 ERROR [shop] declined'],
  ])('is divided in the same way and has the same times on every day: %s', (_, body) => {
    const [first, ...later] = DAYS.map((now) => divided(body, now));
    expect(first?.length).toBeGreaterThan(0);
    for (const each of later) expect(each).toEqual(first);
  });
});
