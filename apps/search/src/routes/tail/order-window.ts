import type { LogRecord } from '@logwarren/contract';
import { positionOf } from '@logwarren/store';

/**
 * Puts records of one origin that arrive together into its order; different origins stay in their order of arrival.
 *
 * Records that a source reads together travel in one message for each service and severity, right behind each other. So
 * they are held until no message has arrived for QUIET_MS, but never longer than HELD_MS.
 */

const QUIET_MS = 15;
const HELD_MS = 100;
/** Most records that are held; nobody could read more anyway. */
const MAX_HELD = 20_000;

interface OrderWindow {
  add(records: readonly LogRecord[]): void;
  /** Passes on all held records now. */
  flush(): void;
}

/** Makes a window; `onRecords` is called with at least one record. */
export function createOrderWindow(onRecords: (records: readonly LogRecord[]) => void): OrderWindow {
  let held: LogRecord[] = [];
  let quiet: NodeJS.Timeout | undefined;
  let limit: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(quiet);
    clearTimeout(limit);
    quiet = undefined;
    const records = held;
    held = [];
    if (records.length === 0) return;
    onRecords(inOrder(records));
  };
  return {
    flush,
    add(records) {
      if (records.length === 0) return;
      if (held.length === 0) limit = setTimeout(flush, HELD_MS);
      for (const record of records) held.push(record);
      if (held.length >= MAX_HELD) return flush();
      clearTimeout(quiet);
      // After a pause of the process, records that arrived meanwhile are read before the window closes.
      const timer = setTimeout(() => setImmediate(() => quiet === timer && flush()), QUIET_MS);
      quiet = timer;
    },
  };
}

/** Puts each origin where its first record is. */
function inOrder(records: readonly LogRecord[]): LogRecord[] {
  const arrived = new Map<string, number>();
  const places = records.map((record) => {
    const { ordinal, origin } = positionOf(record);
    const turn = arrived.get(origin) ?? arrived.size;
    arrived.set(origin, turn);
    return { record, turn, ordinal };
  });
  places.sort((a, b) => a.turn - b.turn || a.ordinal - b.ordinal);
  return places.map(({ record }) => record);
}
