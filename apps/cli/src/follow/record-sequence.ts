import type { RecordJson } from '@logwarren/api';

/** The sequence that records of the search and of the tail are printed in: the order of search, and each record once. */

/** Compares two records by the order of search, oldest first; negative when `a` comes first. */
export function compareRecords(a: RecordJson, b: RecordJson): number {
  const difference = Date.parse(a.timestamp) - Date.parse(b.timestamp);
  if (difference !== 0) return difference;
  const [before, after] = [sortKey(a), sortKey(b)];
  return before < after ? -1 : before > after ? 1 : 0;
}

/** Sorts records of one millisecond: by their nanoseconds, then by place, then by id. */
function sortKey({ id, order = id, timestamp }: RecordJson): string {
  const fraction = /\.(\d+)/.exec(timestamp)?.[1] ?? '';
  return `${fraction.padEnd(9, '0')} ${order} ${id}`;
}

/** How many ids are remembered; duplicates come within half a minute. */
const MOST = 100_000;

/** Remembers the ids of the latest records, and the highest id of all. */
export class SeenIds {
  readonly #ids = new Set<string>();
  readonly #most: number;
  #highest: string | undefined;

  /** @param most how many ids to remember */
  constructor(most = MOST) {
    this.#most = most;
  }

  /** The highest id so far, which the latest collected record has; undefined before the first record. */
  get highest(): string | undefined {
    return this.#highest;
  }

  /** Remembers an id. @returns false when it was remembered already */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    if (this.#highest === undefined || id > this.#highest) this.#highest = id;
    const [oldest] = this.#ids;
    if (this.#ids.size > this.#most && oldest !== undefined) this.#ids.delete(oldest);
    return true;
  }
}
