import { describe, expect, test } from 'vitest';
import { noBrowser } from '../harness/page/browser.ts';
import { pageRecord } from '../harness/page/page-system.ts';
import { storeRecords } from '../harness/store/stored-records.ts';
import { eventually } from '../harness/wait-for.ts';
import { RefreshingPage } from './refreshing-page.ts';

/** The list of records, its numbers and the patterns refresh by themselves. */

const WIDTHS = [1440, 390];

/** Skipped where there is no browser: `noBrowser` says why. */
describe.skipIf(noBrowser)('the page refreshes', () => {
  const refreshing = new RefreshingPage();
  const { open, close, store, passUntil } = refreshing;

  const asOf = () => refreshing.page.locator('.refresh time').first().getAttribute('datetime');

  test.each(WIDTHS)('records at the top of the list, and announces them elsewhere, at %i px', async (width) => {
    await open('/?view=logs', width);
    await refreshing.page.getByText('order 3', { exact: true }).waitFor();
    await store(2);
    await passUntil(
      async () => (await refreshing.page.locator('.row').first().textContent())?.includes('new') === true,
    );
    // Further down nothing moves.
    // The document scrolls on a phone.
    const scroller = refreshing.page.locator(width > 720 ? '.list' : 'html');
    await scroller.evaluate((element) => element.scrollTo(0, 400));
    const top = () => scroller.evaluate(({ scrollTop }) => scrollTop);
    await eventually(top).toBe(400);
    await store(3);
    const newer = refreshing.page.getByRole('status').getByRole('button', { name: '3 newer records' });
    await passUntil(async () => (await newer.count()) > 0);
    expect(await top()).toBe(400);
    const seen = (await newer.boundingBox())!;
    expect(seen.y).toBeGreaterThanOrEqual(0);
    expect(seen.y + seen.height).toBeLessThanOrEqual(800);
    // Nor does it cover the row that the keyboard stands on.
    for (let row = 0; row < 30; row++) await refreshing.page.keyboard.press('j');
    await eventually(() => refreshing.page.locator('.row[data-index="29"]:focus').count()).toBe(1);
    const focused = (await refreshing.page.locator('.row:focus').boundingBox())!;
    expect(focused.y >= seen.y + seen.height || focused.y + focused.height <= seen.y).toBe(true);
    await newer.click();
    await eventually(top).toBeLessThan(width > 720 ? 1 : 400);
    await eventually(() => refreshing.page.locator('.row').first().textContent()).toContain('new');
    await eventually(() => newer.count()).toBe(0);
    // An open record stays open.
    await refreshing.page.locator('.row').first().click();
    const record = refreshing.page.getByLabel('Record', { exact: true });
    await record.waitFor();
    await store(1);
    await passUntil(async () => (await refreshing.page.getByRole('button', { name: '1 newer record' }).count()) > 0);
    expect(await record.count()).toBe(1);
    await close();
  });

  test('a list that is empty while the address names a record fills when a record comes', async () => {
    await open('/?view=logs&q=order-of-tomorrow&record=0', 1440);
    await refreshing.page.getByRole('heading', { name: 'No record matches' }).waitFor();
    await storeRecords(refreshing.system.store, [
      pageRecord(Date.now() - 1000, 'checkout', 'INFO', 'order-of-tomorrow came'),
    ]);
    await passUntil(async () => (await refreshing.page.locator('.row').count()) === 1);
    await close();
  });

  test('the age stays with what is shown when the refresh fails', async () => {
    await open('/?view=logs', 1440);
    await refreshing.page.locator('.facets').getByText('checkout').waitFor();
    const before = await asOf();
    expect(before).toMatch(/T/);
    await refreshing.page.context().setOffline(true);
    await refreshing.page.getByRole('button', { name: 'Refresh now' }).click();
    await refreshing.page.getByRole('alert').getByText('The search service does not answer.').waitFor();
    expect(await asOf()).toBe(before);
    await refreshing.page.context().setOffline(false);
    await passUntil(async () => (await asOf()) !== before);
    await refreshing.page.context().close();
  });

  test('patterns have no age before there are any', async () => {
    refreshing.page = await refreshing.system.browser.open('about:blank');
    const { promise, resolve } = Promise.withResolvers<void>();
    await refreshing.page.route(/logs\/patterns/, async (route) => {
      await promise;
      await route.continue();
    });
    const asks = refreshing.page.waitForRequest(/logs\/patterns/);
    await refreshing.page.goto(`${refreshing.system.search.url}/?view=patterns`);
    await asks;
    expect(await refreshing.page.locator('.refresh time').count()).toBe(0);
    resolve();
    await refreshing.page.locator('.refresh time').waitFor();
    await close();
  });

  test.each(['scrolled', 'a record is open'])('the numbers go on while the list stays: %s', async (reading) => {
    await open('/?view=logs', 1440);
    await refreshing.page.locator('.facets').getByText('checkout').waitFor();
    const total = async () =>
      Number((await refreshing.page.locator('.readout-total').getAttribute('title'))?.replace(',', ''));
    const [count, before] = [await total(), await asOf()];
    // Without rows, which may come after the filters, there is nothing to scroll.
    await refreshing.page.locator('.row').nth(20).waitFor({ state: 'attached' });
    if (reading === 'scrolled') await refreshing.page.locator('.list').evaluate((list) => list.scrollTo(0, 400));
    else await refreshing.page.locator('.row').first().click();
    const row = await refreshing.page.locator('.row').first().textContent();
    await store(3);
    await passUntil(async () => (await refreshing.page.getByRole('button', { name: '3 newer records' }).count()) > 0);
    await eventually(total).toBe(count + 3);
    await eventually(asOf).not.toBe(before);
    expect(await refreshing.page.locator('.row').first().textContent()).toBe(row);
    await close();
  });

  test('a range with an end is not refreshed, and says so', async () => {
    const to = new Date().toISOString();
    // Long enough for the records that just came, too short for those of the silent services.
    await open(`/?from=${new Date(Date.now() - 1_800_000).toISOString()}&to=${to}`, 1440);
    await refreshing.page.getByRole('heading', { name: '80 records of 1 service' }).waitFor();
    await refreshing.page.getByText('paused').waitFor();
    await refreshing.page.clock.fastForward(600_000);
    expect(refreshing.asked).toHaveLength(1);
    await close();
  });

  test.each(['patterns', 'ledger', 'dead-letters'])('%s, too', async (view) => {
    await open(`/?view=${view}`, 1440);
    await refreshing.page.locator('.refresh time').waitFor();
    const before = await asOf();
    await passUntil(async () => (await asOf()) !== before);
    await close();
  });
});
