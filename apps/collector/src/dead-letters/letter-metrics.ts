import type { LetterCount } from '@logwarren/store';
import { Counter, Gauge, type Registry } from 'prom-client';

/** Counters of the keeper of dead letters. */
export interface LetterMetrics {
  kept(reasons: readonly string[]): void;
  replayed(letters: number): void;
  /** @param counts all there are, as counted just now */
  counted(counts: readonly LetterCount[]): void;
}

/** Registers the metrics of the keeper. */
export function createLetterMetrics(registry: Registry): LetterMetrics {
  const registers = [registry];
  const kept = new Counter({
    name: 'logwarren_dead_letters_kept_total',
    help: 'Dead letters moved from RabbitMQ to MongoDB by this collector, by reason; a redelivered one counts again.',
    labelNames: ['reason'],
    registers,
  });
  const replayed = new Counter({
    name: 'logwarren_dead_letters_replayed_total',
    help: 'Dead letters that this collector has sent again.',
    registers,
  });
  const present = new Gauge({
    name: 'logwarren_dead_letters',
    help: 'Dead letters in MongoDB by state and reason, as last counted; every collector says the same.',
    labelNames: ['state', 'reason'],
    registers,
  });
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
