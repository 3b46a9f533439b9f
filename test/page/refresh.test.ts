import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { noBrowser } from '../harness/page/browser.ts';
import { openPageSystem, type PageSystem, pageRecord } from '../harness/page/page-system.ts';
import { storeRecords } from '../harness/store/stored-records.ts';

const WIDTHS = [1440, 390];
/** More than the shortest interval, whatever the answers took. */
const LATER_MS = 61_000;

/** Skipped where there is no browser: `noBrowser` says why. */
describe.skipIf(noBrowser)('the page refreshes', () => {
  let system: PageSystem;

  let page: Page;

  /** Requests of the page for data, in order. */
  let asked: string[];

  beforeEach(async () => {
    const now = Date.now();
    const records = Array.from({ length: 80 }, (_, index) =>
      pageRecord(now - 20_000 - index * 1000, 'checkout', index === 30 ? 'ERROR' : 'INFO', `order ${index}`),
    );
    const silent = Array.from({ length: 23 }, (_, index) =>
      pageRecord(now - (40 + index) * 60_000, `quiet-${99 - index}`, 'INFO', `bye ${index}`),
    );
    system = await openPageSystem([...records, ...silent]);
  });

  afterEach(() => system[Symbol.asyncDispose]());

  const open = async (path: string, width: number) => {
    page = await system.browser.open('about:blank', { viewport: { width, height: 800 } });
    await page.clock.install();
    asked = [];
    page.on('request', (request) => {
      const { pathname, search } = new URL(request.url());
      if (pathname !== '/' && !pathname.startsWith('/assets/')) asked.push(`${pathname}${search}`);
    });
    await page.goto(`${system.search.url}${path}`);
  };

  const close = async () => {
    expect(system.browser.faults).toEqual([]);
    await page.context().close();
  };

  const store = (count: number, service = 'checkout') => {
    const records = Array.from({ length: count }, (_, index) =>
      pageRecord(Date.now() - 1000 - index, service, 'INFO', `new ${index}`),
    );
    return storeRecords(system.store, records);
  };

  /** Lets time pass until it shows. */
  const passUntil = async (isThere: () => Promise<boolean>) => {
    await expect
      .poll(
        async () => {
          await page.clock.fastForward(LATER_MS);
          return await isThere();
        },
        { timeout: 60_000 },
      )
      .toBe(true);
  };

  const interval = () => page.getByLabel('Refresh by itself');

  /** On a phone the choice is behind the time. */
  const choose = async (name: string, width: number) => {
    if (width <= 720) await page.getByTitle('How old the view is').click();
    await interval().selectOption(name);
    if (width <= 720) await page.keyboard.press('Escape');
  };

  const asOf = () => page.locator('.refresh time').first().getAttribute('datetime');

  test.each(WIDTHS)('the overview, with one request, and its ages go on, at %i px', async (width) => {
    await open('/', width);
    await page.getByRole('heading', { name: '80 records of 1 service, 1 error' }).waitFor();
    expect(asked).toHaveLength(1);
    const age = page.getByRole('row', { name: /checkout/ }).locator('.services-last .hint');
    const before = await age.textContent();
    const shownAsOf = await asOf();
    await choose('off', width);
    await page.clock.fastForward(LATER_MS);
    // Nothing is asked for, and what is shown stays true: it is older, and says as of when it is.
    await eventually(() => age.textContent()).not.toBe(before);
    expect(await asOf()).toBe(shownAsOf);
    expect(asked).toHaveLength(1);
    await store(5, 'billing');
    await choose('10 s', width);
    await passUntil(async () => (await page.getByRole('row', { name: /billing/ }).count()) > 0);
    expect(await asOf()).not.toBe(shownAsOf);
    // The choice is the browser's, and outlives the page.
    await page.reload();
    if (width <= 720) await page.getByTitle('How old the view is').click();
    expect(await interval().inputValue()).toBe('10000');
    await close();
  });

  test('the overview shows the service that fell silent last first, how many did, and all of them', async () => {
    await open('/', 1440);
    const silent = page.getByRole('rowgroup', { name: 'Silent services' });
    await silent.getByRole('rowheader', { name: '23 silent services' }).waitFor();
    const rows = silent.locator('.services-silent');
    expect(await rows.first().textContent()).toContain('quiet-99');
    expect(await rows.first().textContent()).toContain('bye 0');
    expect(await rows.count()).toBe(20);
    await page.getByRole('button', { name: 'Show 3 more silent services' }).click();
    await eventually(() => rows.count()).toBe(23);
    await close();
  });

  test('a tab that nobody sees asks for nothing, and for all of it when it is seen again', async () => {
    await open('/', 1440);
    await page.getByRole('heading', { name: /80 records/ }).waitFor();
    const look = (isHidden: boolean) =>
      page.evaluate(
        `Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${isHidden} });
      document.dispatchEvent(new Event('visibilitychange'));`,
      );
    await look(true);
    await page.clock.fastForward(600_000);
    await page.clock.fastForward(600_000);
    expect(asked).toHaveLength(1);
    await store(1);
    await look(false);
    await page.getByRole('heading', { name: /81 records/ }).waitFor();
    expect(asked).toHaveLength(2);
    await close();
  });

  test('a failure is shown, what was there stays, and the next attempts come more and more rarely', async () => {
    await open('/', 1440);
    await page.getByRole('heading', { name: /80 records/ }).waitFor();
    await page.route(/logs\/overview/, (route) => route.abort());
    await page.getByRole('button', { name: 'Refresh now' }).click();
    await page.getByRole('alert').getByText('The search service does not answer.').waitFor();
    expect(await page.getByRole('row', { name: /checkout/ }).count()).toBe(1);
    // Every three seconds for ten minutes would be 200; a busy machine only makes them fewer.
    const first = asked.length;
    for (let half = 0; half < 20; half++) await page.clock.runFor(30_000);
    expect(asked.length - first).toBeLessThan(40);
    // It never gives up.
    const later = asked.length;
    await passUntil(async () => asked.length > later + 2);
    await page.unroute(/logs\/overview/);
    await passUntil(async () => (await page.getByRole('alert').count()) === 0);
    await close();
  });

  test.each([
    ['logs', /logs\/(histogram|facets)/],
    ['logs', /logs\?/],
  ])('the age changes with the last part of what is shown: %s without %s', async (view, held) => {
    await open(`/?view=${view}`, 1440);
    await page.locator('.facets').getByText('checkout').waitFor();
    const before = await asOf();
    const { promise, resolve } = Promise.withResolvers<void>();
    await page.route(held, async (route) => {
      await promise;
      await route.continue();
    });
    const others = page.waitForResponse((response) => /logs(\/histogram)?\?/.test(response.url()));
    await page.getByRole('button', { name: 'Refresh now' }).click();
    await (await others).finished();
    expect(await asOf()).toBe(before);
    resolve();
    await eventually(asOf).not.toBe(before);
    await close();
  });
});
