import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noBrowser } from '../../harness/page/browser.ts';
import { openPageSystem, type PageSystem, pageRecord } from '../../harness/page/page-system.ts';
import { storeRecords } from '../../harness/store/stored-records.ts';
import { eventually } from '../../harness/wait-for.ts';

/** Skipped where there is no browser: `noBrowser` says why. */
describe.skipIf(noBrowser)('numbers on the page', () => {
  const RECORDS = 40;
  /** A page that asks again by itself, after half a minute, would spoil what is counted here. */
  const NEVER_REFRESHES = "localStorage.setItem('logwarren-refresh-ms', '0')";
  let system: PageSystem;
  let startMs: number;

  beforeAll(async () => {
    startMs = Date.now() - 60_000;
    system = await openPageSystem(recordsFrom(0, RECORDS));
  });
  afterAll(() => system?.[Symbol.asyncDispose]());

  function recordsFrom(first: number, count: number) {
    return Array.from({ length: count }, (_, i) =>
      pageRecord(startMs + i, 'shop', i % 4 === 0 ? 'ERROR' : 'INFO', `order ${first + i}`, {
        attributes: { zone: `zone-${i % 2}` },
      }),
    );
  }

  /** Holds requests of a path back until `release`. */
  async function hold(page: Page, path: RegExp): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    await page.route(path, async (route) => {
      await promise;
      await route.continue();
    });
    return resolve;
  }

  test('agree, whatever arrives between one request and the next', async () => {
    const page = await system.browser.open('about:blank');
    await page.addInitScript(NEVER_REFRESHES);
    const releaseFacets = await hold(page, /\/logs\/facets/);
    const releaseHistogram = await hold(page, /\/logs\/histogram/);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${system.search.url}/?view=logs`);
    await page.locator('.row').first().waitFor();
    const listed = await page.locator('.list-inside').evaluate((list) => Number.parseFloat(list.style.height));
    await storeRecords(system.store, recordsFrom(1_000, 10));
    releaseHistogram();
    await eventually(() => page.locator('.readout-total').textContent()).toBe(`${RECORDS} records`);
    await storeRecords(system.store, recordsFrom(2_000, 10));
    releaseFacets();
    const service = page.getByRole('region', { name: 'service' }).locator('.facet-count');
    await eventually(() => service.allTextContents()).toEqual([String(RECORDS)]);
    const bySeverity = await page.getByRole('region', { name: 'severity' }).locator('.facet-count').allTextContents();
    expect(bySeverity).toEqual(['10', '30']);
    const rowHeight = await page
      .locator('.row')
      .first()
      .evaluate((row) => row.getBoundingClientRect().height);
    expect(Math.round(listed / rowHeight)).toBe(RECORDS);
    const moments = asked
      .filter((url) => /\/logs(\/histogram|\/facets)?\?/.test(url))
      .map((url) => new URL(url).searchParams.get('asOf'));
    expect(moments).toHaveLength(3);
    expect(new Set(moments).size).toBe(1);
    await page.keyboard.press('r');
    await eventually(() => page.locator('.readout-total').textContent()).toBe('60 records');
    await eventually(() => service.allTextContents()).toEqual(['60']);
    await page.context().close();
  });

  test('come in live mode too when they take longer than the time between two of them', async () => {
    const page = await system.browser.open('about:blank');
    await page.clock.install();
    // A tail that begins has everything asked for again, at a moment of its own.
    await page.route(/\/logs\/tail/, (route) => route.abort());
    const releaseHistogram = await hold(page, /\/logs\/histogram/);
    const releaseFacets = await hold(page, /\/logs\/facets/);
    const asked = { histogram: 0, facets: 0 };
    page.on('request', (request) => {
      if (request.url().includes('/logs/histogram')) asked.histogram += 1;
      if (request.url().includes('/logs/facets')) asked.facets += 1;
    });
    const aborted: string[] = [];
    page.on('requestfailed', (request) => aborted.push(request.url()));
    await page.goto(`${system.search.url}/?view=logs&live=1`);
    await eventually(() => Promise.resolve(asked.histogram)).toBeGreaterThan(0);
    await page.clock.fastForward(35_000);
    releaseHistogram();
    await eventually(() => Promise.resolve(asked.facets)).toBeGreaterThan(0);
    await page.clock.fastForward(35_000);
    releaseFacets();
    const service = page.getByRole('region', { name: 'service' }).locator('.facet-count');
    await eventually(() => service.count()).toBe(1);
    expect(aborted.filter((url) => /histogram|facets/.test(url))).toEqual([]);
    // Then they are asked for again.
    await page.clock.fastForward(11_000);
    await eventually(() => Promise.resolve(asked.facets)).toBeGreaterThan(1);
    await page.context().close();
  });

  test('that are estimates say how far they may be off, and are counted on demand', async () => {
    const page = await system.browser.open('about:blank');
    await page.route(/\/logs\/facets\?.*fields=zone/, async (route) => {
      const isExact = route.request().url().includes('exact=true');
      const error = isExact ? 0 : 1_210;
      const values = isExact
        ? [{ value: 'zone-1', count: 4_102, error }]
        : [
            { value: 'zone-1', count: 4_847, error, low: 3_637, high: 6_057 },
            { value: 'zone-2', count: 847, error: 5_153, low: 61, high: 6_000 },
          ];
      const others = { others: isExact ? 0 : 300, othersError: error };
      const facet = { field: 'zone', values, ...others, exact: isExact, mayMiss: isExact ? 0 : 12_300 };
      await answer(route, { facets: [facet], complete: true, asOf: '1-1-1' });
    });
    await page.goto(`${system.search.url}/?view=logs`);
    await page.getByText('zone', { exact: true }).click();
    const zone = page.locator('details.facet', { hasText: 'zone' });
    await eventually(() => zone.locator('.facet-count').allTextContents()).toEqual(['4,847 ±1,210', '847 (61–6,000)']);
    expect(await zone.textContent()).toContain('estimated');
    expect(await zone.textContent()).toContain('values with fewer than about 12.3K records may be missing');
    await zone.getByRole('button', { name: 'count exactly' }).click();
    await eventually(() => zone.locator('.facet-count').textContent()).toBe('4,102');
    expect(await zone.textContent()).not.toMatch(/estimated|may be missing/);
    expect(system.browser.faults).toEqual([]);
    await page.context().close();
  });

  test('are asked anew when the server does not keep their moment any more', async () => {
    const { page, zone, refusals } = await openWithRefusal();
    await eventually(() => zone.locator('.facet-count').allTextContents()).toEqual(['30', '30']);
    expect(refusals()).toBeGreaterThan(1);
    await page.context().close();
  });

  test('are asked anew although the moment stays the same, as on a database without other writes', async () => {
    let standing: object | undefined;
    const { page, zone } = await openWithRefusal(async (route) => {
      standing ??= (await (await fetch(`${system.search.url}/logs/now`)).json()) as object;
      await answer(route, standing);
    });
    await eventually(() => zone.locator('.facet-count').allTextContents()).toEqual(['30', '30']);
    await page.context().close();
  });

  /** A page that is not refreshed by time, and whose first question for values of `zone` is answered with 410. */
  async function openWithRefusal(now?: (route: Route) => Promise<void>) {
    const page = await system.browser.open('about:blank');
    await page.addInitScript(NEVER_REFRESHES);
    let refused = 0;
    if (now) await page.route(/\/logs\/now/, now);
    await page.route(/\/logs\/facets\?.*fields=zone/, async (route) => {
      refused += 1;
      if (refused > 1) return route.continue();
      await answer(route, { error: { code: 'as-of-expired', message: 'gone' } }, 410);
    });
    await page.goto(`${system.search.url}/?view=logs`);
    await page.getByText('zone', { exact: true }).click();
    return { page, zone: page.locator('details.facet', { hasText: 'zone' }), refusals: () => refused };
  }

  async function answer(route: Route, body: object, status = 200): Promise<void> {
    await route.fulfill({ status, contentType: 'application/json', body: JSON.stringify(body) });
  }
});
