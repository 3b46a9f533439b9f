import type { LogRecord } from '@logwarren/contract';
import { ALL } from '@logwarren/query';
import { type Cursor, comparePositions, findLogs, type LogQuery, type Order, type Store } from '@logwarren/store';
import { expect } from 'vitest';

/** Pages through all records of a store, a page at a time; fails when a cursor does not advance. */
export class Pager {
  readonly records: LogRecord[] = [];
  readonly #order: Order;
  #cursor: Cursor | undefined;
  pages = 0;
  isDone = false;

  constructor(order: Order) {
    this.#order = order;
  }

  /** Reads the next page, if there is one. */
  async next(store: Store, page: Pick<LogQuery, 'limit' | 'budgetMs' | 'clock'>): Promise<void> {
    if (this.isDone) return;
    const { records, next } = await findLogs(store, { filter: ALL, order: this.#order, cursor: this.#cursor, ...page });
    this.pages += 1;
    this.records.push(...records);
    this.isDone = next === null;
    if (next === null) return;
    const sign = this.#order === 'asc' ? 1 : -1;
    if (this.#cursor !== undefined) expect(sign * comparePositions(next, this.#cursor)).toBeGreaterThan(0);
    this.#cursor = next;
  }
}
