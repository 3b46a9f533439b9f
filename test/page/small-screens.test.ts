import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureLetterIndexes, keepLetters } from '@logwarren/store';
import axe from 'axe-core';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { awkwardLetters, awkwardRecords } from '../fixtures/awkward-records.ts';
import { noBrowser, openBrowser } from '../harness/page/browser.ts';
import { SCREENS, showScreen } from '../harness/page/page-screens.ts';
import { openPageSystem, type PageSystem } from '../harness/page/page-system.ts';
import { eventually } from '../harness/wait-for.ts';

/** Everything that the page can show, at each size, with records that hardly fit: what holds for all of it. */

const PHONE = { deviceScaleFactor: 3, hasTouch: true, isMobile: true } as const;
const SIZES: Readonly<Record<string, BrowserContextOptions>> = {
  'a phone': { ...PHONE, viewport: { width: 390, height: 844 } },
  'a small phone in the dark': { ...PHONE, viewport: { width: 320, height: 640 }, colorScheme: 'dark' },
  // 1280 x 1024 at 400 %, as WCAG 1.4.10 has it.
  'a screen at 400 %': { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 },
  'a tablet': { hasTouch: true, isMobile: true, viewport: { width: 768, height: 1024 } },
  'a desk': { viewport: { width: 1440, height: 900 } },
};

// What an open panel covers by half is no target: a press there closes the panel. `smallTargets` looks at the panel itself.
const AXE = `axe.run({
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  rules: { 'target-size': { enabled: document.querySelector('.popover-panel, .choices') === null } },
})`;
const FAULTS_OF_LAYOUT = readFileSync(join(import.meta.dirname, '..', 'harness', 'page', 'layout-faults.js'), 'utf8');
const KINDS = ['overlaps', 'covered', 'cut', 'smallTargets', 'sideways', 'panel'] as const;
const ROWS_AT_LEAST = 5;
/** Looks at the page so many times: only a fault seen each time counts. */
const LOOKS = 5;

/** Skipped where there is no browser: `noBrowser` says why. */
describe.skipIf(noBrowser)('the page', () => {
  let system: PageSystem;

  beforeAll(async () => {
    const nowMs = Date.now();
    system = await openPageSystem(awkwardRecords(nowMs));
    await ensureLetterIndexes(system.store);
    await keepLetters(system.store, awkwardLetters(nowMs));
    const headers = { 'content-type': 'application/json' };
    for (const name of ['the payments', 'errors-of-checkout-'.repeat(5)]) {
      const body = JSON.stringify({ name, q: 'service:a' });
      const { status } = await fetch(`${system.search.url}/searches`, { method: 'POST', headers, body });
      expect(status).toBe(201);
    }
  });
  afterAll(() => system?.[Symbol.asyncDispose]());

  const open = async (size: BrowserContextOptions) => {
    const page = await system.browser.open('about:blank', size);
    await page.addInitScript(FAULTS_OF_LAYOUT);
    return page;
  };
  const faultsOf = async (page: Page, kind: (typeof KINDS)[number] | 'focus') =>
    (await page.evaluate(`layoutFaults.${kind}()`)) as string[];

  /** All that is wrong with what is shown, each with its kind. */
  const allFaults = async (page: Page): Promise<string[]> => {
    const faults: string[] = [];
    for (const kind of KINDS) faults.push(...(await faultsOf(page, kind)).map((fault) => `${kind}: ${fault}`));
    await page.evaluate(axe.source);
    const { violations } = (await page.evaluate(AXE)) as axe.AxeResults;
    faults.push(...violations.map(({ id, nodes }) => `axe: ${id}: ${nodes[0]?.html}`));
    return faults;
  };

  /** Lists faults that stay: late answers, such as the numbers of filters, may move the page during a look. */
  const lastingFaults = async (page: Page): Promise<string[]> => {
    let faults = await allFaults(page);
    for (let look = 1; faults.length > 0 && look < LOOKS; look++) {
      await page.waitForTimeout(1_000);
      faults = await allFaults(page);
    }
    return faults;
  };

  describe.each(Object.entries(SIZES))('on %s', (_name, size) => {
    let page: Page;
    beforeAll(async () => {
      page = await open(size);
    });
    afterAll(() => page?.context().close());

    test.for(SCREENS)('shows $name in full, apart, and in reach', async (screen) => {
      await showScreen(page, system.search.url, screen);
      expect(await lastingFaults(page)).toEqual([]);
    });

    test('keeps the focus in sight, whatever the key brings it to', async () => {
      for (const path of ['/?view=logs', '/?from=15m', '/?view=patterns', '/?view=dead-letters']) {
        await page.goto(system.search.url + path);
        await page.locator('.row, .services tbody a, .pattern, .letter-line').first().waitFor();
        // Content that arrives later moves the focused element.
        await page.waitForLoadState('networkidle');
        for (let stop = 0; stop < 25; stop++) {
          await page.keyboard.press('Tab');
          expect(await faultsOf(page, 'focus'), `${path}, stop ${stop}`).toEqual([]);
        }
      }
    });

    test('has room for records, and keys go through all of them', async () => {
      await page.goto(`${system.search.url}/?view=logs`);
      await page.locator('.row').first().waitFor();
      for (let row = 0; row < 60; row++) await page.keyboard.press('j');
      await eventually(() => page.locator('.row[data-index="59"]:focus').count()).toBe(1);
      expect(await faultsOf(page, 'focus')).toEqual([]);
      expect(await rowsInSight(page)).toBeGreaterThanOrEqual(ROWS_AT_LEAST);
      // Back at the newest, which may be below the query box and the bars.
      await page.keyboard.press('g');
      await page.keyboard.press('g');
      await eventually(() => page.locator('.row[data-index="0"]:focus').count()).toBe(1);
      expect(await faultsOf(page, 'focus')).toEqual([]);
    });
  });

  /** Rows of the list that are wholly in sight. */
  const rowsInSight = (page: Page) =>
    page.evaluate(`[...document.querySelectorAll('.row')].filter((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight && bottom > top;
    }).length`) as Promise<number>;

  test.each([
    ['a phone', 0.4],
    ['a small phone in the dark', 0.55],
    ['a screen at 400 %', 0.6],
    ['a phone held across', 0.4],
  ])('begins with records well within %s', async (name, share) => {
    const page = await open(SIZES[name] ?? { ...PHONE, viewport: { width: 844, height: 390 } });
    await page.goto(`${system.search.url}/?view=logs`);
    await page.locator('.row').first().waitFor();
    await page.getByRole('button', { name: /^\d+ records/ }).waitFor();
    await page.waitForLoadState('networkidle');
    const { y } = (await page.locator('.row').first().boundingBox())!;
    expect(y / page.viewportSize()!.height).toBeLessThan(share);
    await page.context().close();
  });

  test('shows records by time on a small screen when asked to', async () => {
    const page = await open(SIZES['a screen at 400 %'] ?? {});
    await page.goto(`${system.search.url}/?view=logs`);
    const toggle = page.getByRole('button', { name: /^\d+ records/ });
    await toggle.click();
    await page.locator('.histogram canvas').waitFor();
    expect(await toggle.getAttribute('aria-expanded')).toBe('true');
    await toggle.click();
    await page.locator('.histogram').waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('has two rows in the bar at the top of a phone', async () => {
    const page = await open(SIZES['a phone'] ?? {});
    await page.goto(`${system.search.url}/?view=logs`);
    await page.locator('.refresh time').waitFor();
    const { height } = (await page.locator('.bar').boundingBox())!;
    expect(height).toBeLessThan(3 * 44);
    await page.context().close();
  });

  test('has room for thirty letters of a query on a phone', async () => {
    const page = await open(SIZES['a phone'] ?? {});
    const query = 'service:checkout severity:ERROR';
    await page.goto(`${system.search.url}/?view=logs&q=${encodeURIComponent(query)}`);
    const input = page.getByLabel('Query', { exact: true });
    await input.waitFor();
    expect(query.length).toBeGreaterThan(30);
    expect(await input.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
    await page.context().close();
  });

  test('gives a panel back on a press beside it, on its button, on Escape, and when the focus goes on', async () => {
    const page = await open(SIZES['a phone'] ?? {});
    await page.goto(`${system.search.url}/?view=logs`);
    const button = page.getByRole('button', { name: 'Export' });
    const panel = page.locator('.popover-panel');
    const ways: readonly (() => Promise<void>)[] = [
      () => button.tap(),
      () => page.keyboard.press('Escape'),
      () => page.touchscreen.tap(20, 240),
      async () => {
        await panel.getByRole('link').last().focus();
        await page.keyboard.press('Tab');
      },
    ];
    for (const close of ways) {
      await button.tap();
      await panel.waitFor();
      await close();
      await panel.waitFor({ state: 'detached' });
    }
    await page.context().close();
  });

  test('grows with the text size that is set in the browser, and the rows of the list with it', async () => {
    await using browser = await openBrowser({ textSizePx: 32 });
    const page = await browser.open('about:blank', { viewport: { width: 1600, height: 1000 } });
    await page.addInitScript(FAULTS_OF_LAYOUT);
    const shown = ['overview', 'logs', 'an open record', 'patterns', 'ledger', 'time picker'];
    for (const screen of SCREENS.filter(({ name }) => shown.includes(name))) {
      await showScreen(page, system.search.url, screen);
      expect(await lastingFaults(page), screen.name).toEqual([]);
    }
    await page.goto(`${system.search.url}/?view=logs`);
    await page.locator('.row').nth(1).waitFor();
    const sizes = await page.locator('.row').evaluateAll(sizesOf);
    expect(sizes.slice(0, 2)).toEqual(['25px in 48 px at 0', '25px in 48 px at 48']);
    // A reader with larger letters has the layout of a smaller screen.
    await page.setViewportSize({ width: 1400, height: 1000 });
    await page.getByRole('button', { name: 'Filters' }).waitFor();
  });

  test('counts and names each number of the ledger on a phone', async () => {
    const page = await open(SIZES['a phone'] ?? {});
    await showScreen(page, system.search.url, SCREENS.find(({ name }) => name === 'ledger')!);
    const row = page.locator('.ledger tbody tr').nth(1);
    for (const text of ['987,654,320', '876,543,209', '111,000,000', '100,000', '11,111', '123,456,789']) {
      const { x, width } = (await row.getByText(text, { exact: true }).boundingBox())!;
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(390);
    }
    await page.context().close();
  });
});

/** Runs in the page: size of the letters, height and place of rows. */
// biome-ignore lint/suspicious/noExplicitAny: this runs in the browser, whose types are not here
function sizesOf(rows: any[]): string[] {
  return rows.map((row) => {
    // biome-ignore lint/suspicious/noExplicitAny: as above
    const { fontSize } = (globalThis as any).getComputedStyle(row);
    const top = row.getBoundingClientRect().top - rows[0].getBoundingClientRect().top;
    return `${fontSize} in ${row.offsetHeight} px at ${top}`;
  });
}
