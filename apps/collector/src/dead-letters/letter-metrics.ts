import { createMetrics, type MetricTable } from '@logwarren/common';
import type { LetterCount } from '@logwarren/store';
import type { Registry } from 'prom-client';

/** Metrics of dead letters. */
export const LETTER_METRICS = {
  kept: {
    kind: 'counter',
    name: 'logwarren_dead_letters_kept_total',
    help: 'Dead letters moved from RabbitMQ to MongoDB by this collector, by reason; a redelivered one counts again.',
    labels: ['reason'],
  },
  replayed: {
    kind: 'counter',
    name: 'logwarren_dead_letters_replayed_total',
    help: 'Dead letters that this collector has replayed.',
  },
  present: {
    kind: 'gauge',
    name: 'logwarren_dead_letters',
    help: 'Dead letters in MongoDB by state and reason, as last counted; every collector shows the same numbers.',
    labels: ['state', 'reason'],
  },
} as const satisfies MetricTable;

/** Counts dead letters. */
export interface LetterMetrics {
  kept(reasons: readonly string[]): void;
  replayed(letters: number): void;
  /** @param counts of all letters, from a count just now */
  counted(counts: readonly LetterCount[]): void;
}

/** Registers the metrics of dead letters. */
export function createLetterMetrics(registry: Registry): LetterMetrics {
  const { kept, present, replayed } = createMetrics(registry, LETTER_METRICS);
  return {
    kept(reasons) {
      for (const reason of reasons) kept.inc({ reason });
    },
    replayed: (letters) => replayed.inc(letters),
    counted(counts) {
      present.reset();
      for (const { state, reason, letters } of counts) present.set({ state, reason }, letters);
    },
  };
}
