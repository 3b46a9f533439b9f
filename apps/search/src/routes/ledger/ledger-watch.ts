import { createMetrics, delay, type Logger, type MetricTable, messageOf } from '@logwarren/common';
import type { Ledger, LedgerQuery } from '@logwarren/store';
import type { Registry } from 'prom-client';

/** Reads the ledger; throws StoreUnavailableError when MongoDB is away. */
export type ReadLedger = (query: LedgerQuery) => Promise<Ledger>;

const DAY_MS = 86_400_000;

const LAST_DAY_MS = Date.parse('9999-12-31T00:00:00Z');

/** UTC day of a moment, yyyymmdd; moments outside of 1970 to 9999 get the nearer of these limits. */
export function dayOf(ms: number): string {
  return new Date(Math.max(0, Math.min(LAST_DAY_MS, ms))).toISOString().slice(0, 10).replaceAll('-', '');
}

/** The metrics of the ledger. */
export const LEDGER_METRICS = {
  difference: {
    kind: 'gauge',
    name: 'logwarren_ledger_difference_records',
    help: 'Records of today and yesterday that are missing (missing) or stored twice (surplus).',
    labels: ['kind'],
  },
  records: {
    kind: 'gauge',
    name: 'logwarren_ledger_records',
    help: 'Records of today and yesterday: received, stored, dead, shed, in_flight (absent while unknown).',
    labels: ['kind'],
  },
  waiting: {
    kind: 'gauge',
    name: 'logwarren_ledger_waiting_messages',
    help: 'Messages in RabbitMQ and in collectors whose records the ledger does not know; absent when unknown.',
    startsAbsent: true,
  },
} as const satisfies MetricTable;

/**
 * Keeps the ledger's difference as a metric, for today and yesterday, until disposed of: a scrape makes no database
 * query.
 *
 * @param everyMs wait between two readings
 */
export function watchLedger(read: ReadLedger, registry: Registry, log: Logger, everyMs: number): AsyncDisposable {
  const { difference, records, waiting } = createMetrics(registry, LEDGER_METRICS);
  const closing = new AbortController();
  const once = async () => {
    const { rows, waiting: messages } = await read({ fromDay: dayOf(Date.now() - DAY_MS), signal: closing.signal });
    if (messages === undefined) waiting.remove();
    else waiting.set(messages);
    const sum = (value: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + value(row), 0);
    difference.set(
      { kind: 'missing' },
      sum((row) => Math.max(0, row.difference)),
    );
    difference.set(
      { kind: 'surplus' },
      sum((row) => Math.max(0, -row.difference)),
    );
    const inFlight = sum((row) => row.inFlight);
    records.set(
      { kind: 'received' },
      sum((row) => row.received),
    );
    records.set(
      { kind: 'stored' },
      sum((row) => row.stored),
    );
    records.set(
      { kind: 'dead' },
      sum((row) => row.dead),
    );
    records.set(
      { kind: 'shed' },
      sum((row) => row.shed),
    );
    // No number covers the records of waiting messages: an unknown value is absent, as in the ledger.
    if (messages === 0) records.set({ kind: 'in_flight' }, inFlight);
    else records.remove({ kind: 'in_flight' });
  };
  const running = (async () => {
    let waitMs = everyMs;
    while (!closing.signal.aborted) {
      await delay(waitMs, closing.signal).catch(() => {});
      if (closing.signal.aborted) return;
      const startedMs = performance.now();
      await once().catch((error) => log.debug({ reason: messageOf(error) }, 'The ledger is read later.'));
      // The time for reading grows with the number of buckets; reading takes at most a tenth of the time.
      waitMs = Math.max(everyMs, 9 * (performance.now() - startedMs));
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      closing.abort();
      await running;
    },
  };
}
