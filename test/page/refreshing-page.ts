import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect } from 'vitest';
import { openPageSystem, type PageSystem, pageRecord } from '../harness/page/page-system.ts';
import { storeRecords } from '../harness/store/stored-records.ts';

/** More than the shortest interval, however long the answers took. */
export const LATER_MS = 61_000;

/** The page over 80 records of one service and 23 silent services, with a clock that a test moves. */
export class RefreshingPage {
  system!: PageSystem;
  page!: Page;
  /** Requests of the page for data, in order. */
  asked: string[] = [];

  /** Makes a new system for each test; to be called in `describe`. */
  constructor() {
    beforeEach(async () => {
      const now = Date.now();
      const records = Array.from({ length: 80 }, (_, index) =>
        pageRecord(now - 20_000 - index * 1000, 'checkout', index === 30 ? 'ERROR' : 'INFO', `order ${index}`),
      );
      const silent = Array.from({ length: 23 }, (_, index) =>
        pageRecord(now - (40 + index) * 60_000, `quiet-${99 - index}`, 'INFO', `bye ${index}`),
      );
      this.system = await openPageSystem([...records, ...silent]);
    });
    afterEach(() => this.system[Symbol.asyncDispose]());
  }

  /** Opens a path of the page, with its clock in the hands of the test. */
  readonly open = async (path: string, width: number): Promise<void> => {
    this.page = await this.system.browser.open('about:blank', { viewport: { width, height: 800 } });
    await this.page.clock.install();
    this.asked = [];
    this.page.on('request', (request) => {
      const { pathname, search } = new URL(request.url());
      if (pathname !== '/' && !pathname.startsWith('/assets/')) this.asked.push(`${pathname}${search}`);
    });
    await this.page.goto(`${this.system.search.url}${path}`);
  };

  /** Closes the page, and fails if it has reported a fault. */
  readonly close = async (): Promise<void> => {
    expect(this.system.browser.faults).toEqual([]);
    await this.page.context().close();
  };

  /** Stores new records. */
  readonly store = async (count: number, service = 'checkout'): Promise<void> => {
    const records = Array.from({ length: count }, (_, index) =>
      pageRecord(Date.now() - 1000 - index, service, 'INFO', `new ${index}`),
    );
    await storeRecords(this.system.store, records);
  };

  /** Lets time pass until it shows. */
  readonly passUntil = async (isThere: () => Promise<boolean>): Promise<void> => {
    await expect
      .poll(
        async () => {
          await this.page.clock.fastForward(LATER_MS);
          return await isThere();
        },
        { timeout: 60_000 },
      )
      .toBe(true);
  };
}
