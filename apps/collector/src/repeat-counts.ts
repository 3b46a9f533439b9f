import { randomUUID } from 'node:crypto';
import { delay, type Logger, messageOf } from '@logwarren/common';
import type { RepeatCount } from '@logwarren/store';
import type { Repeat } from './storing/part-saver.ts';

/** Most streams counted separately between two writes; further ones appear only in metrics. */
const MAX_COUNTS = 1_000;
const EVERY_MS = 2_000;
/** Longest wait at a stop for a MongoDB that is away, ms: the last counts are not worth more. */
const CLOSE_LIMIT_MS = 1_000;

/** How repeats are saved, and how often. */
interface RepeatCountsOptions {
  /** Writes counts; the same id again must change nothing. Throws when it is unknown whether they are written. */
  save: (id: string, counts: readonly RepeatCount[]) => Promise<void>;
  log: Logger;
  everyMs?: number;
}

/** Counts repeats for the ledger. */
interface RepeatCounts extends AsyncDisposable {
  add(repeat: Repeat): void;
}

/** Writes the counts every two seconds, and once more when disposed of; counts that fail go with the next write. */
export function openRepeatCounts({ save, log, everyMs = EVERY_MS }: RepeatCountsOptions): RepeatCounts {
  const closing = new AbortController();
  let counts = new Map<string, RepeatCount>();
  let unsaved: { id: string; counts: RepeatCount[] } | undefined;
  const write = async () => {
    if (unsaved === undefined && counts.size > 0) {
      unsaved = { id: randomUUID(), counts: [...counts.values()] };
      counts = new Map();
    }
    if (unsaved === undefined) return;
    try {
      await save(unsaved.id, unsaved.counts);
      unsaved = undefined;
    } catch (error) {
      log.debug({ reason: messageOf(error) }, 'The ledger is told of repeats later.');
    }
  };
  const running = (async () => {
    while (!closing.signal.aborted) {
      await delay(everyMs, closing.signal).catch(() => {});
      await write();
    }
    await write();
  })();
  return {
    add({ part: { origin, records, service }, identity }) {
      const count = { source: origin?.source ?? null, service, reason: identity ?? 'attempt' };
      const key = JSON.stringify(Object.values(count));
      const known = counts.get(key);
      if (known !== undefined) known.records += records.count;
      else if (counts.size < MAX_COUNTS) counts.set(key, { ...count, records: records.count });
    },
    async [Symbol.asyncDispose]() {
      closing.abort(new Error('closing'));
      const done = new AbortController();
      const limit = delay(CLOSE_LIMIT_MS, done.signal).catch(() => {});
      await Promise.race([running, limit]);
      done.abort();
    },
  };
}
