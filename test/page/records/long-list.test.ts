import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noBrowser } from '../../harness/page/browser.ts';
import { openPageSystem, type PageSystem, pageRecord } from '../../harness/page/page-system.ts';
import { eventually } from '../../harness/wait-for.ts';

const RECORDS = 25_000;
const ROW_PX = 24;

/** Skipped where there is no browser: `noBrowser` says why. */
describe.skipIf(noBrowser)('a list longer than a browser should hold', () => {
  let system: PageSystem;
  let page: Page;
  /** Answers of `GET /logs` so far. */
  let loads = 0;

  beforeAll(async () => {
    const nowMs = Date.now() - 60_000;
    system = await openPageSystem(
      Array.from({ length: RECORDS }, (_, i) => pageRecord(nowMs - i, 'shop', 'INFO', `record number ${i}`)),
    );
    page = await system.browser.open(`${system.search.url}/?view=logs&from=1h`);
    page.on('response', (response) => {
      if (/\/logs\?/.test(response.url())) loads += 1;
    });
    await row(0).waitFor();
  });
  afterAll(async () => await system[Symbol.asyncDispose]());

  const row = (number: number) => page.locator('.row', { hasText: new RegExp(`record number ${number}$`) });
  const heightOfList = () => page.locator('.list-inside').evaluate((inside) => inside.clientHeight);
  const scrollTo = (index: number) =>
    page.locator('.list').evaluate((list, top) => list.scrollTo(0, top), Math.max(0, index) * ROW_PX);

  test('is scrolled to its end, and back, without a jump; what was let go is loaded again', async () => {
    for (;;) {
      const height = await heightOfList();
      const index = Math.round(height / ROW_PX) - 1;
      await scrollTo(index - 5);
      await row(index).waitFor();
      if (index === RECORDS - 1) break;
      await eventually(heightOfList).toBeGreaterThan(height);
    }
    const loadsToTheEnd = loads;
    for (const index of [12_000, 3_000, 20_000, 0]) {
      await scrollTo(index);
      await row(index).waitFor();
      const top = await row(index).evaluate((element) => Math.round(element.getBoundingClientRect().top));
      const listTop = await page.locator('.list').evaluate((list) => Math.round(list.getBoundingClientRect().top));
      expect(Math.abs(top - listTop)).toBeLessThan(ROW_PX);
    }
    expect(loads).toBeGreaterThan(loadsToTheEnd);
    expect(await page.locator('.row').count()).toBeLessThan(150);
    expect(system.browser.faults).toEqual([]);
  });
});
