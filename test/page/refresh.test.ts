import { describe, expect, test } from 'vitest';
import { noBrowser } from '../harness/page/browser.ts';
import { eventually } from '../harness/wait-for.ts';
import { LATER_MS, RefreshingPage } from './refreshing-page.ts';

const WIDTHS = [1440, 390];

/** Skipped where there is no browser: `noBrowser` says why. */
describe.skipIf(noBrowser)('the page refreshes', () => {
  const refreshing = new RefreshingPage();
  const { open, close, store, passUntil } = refreshing;

  const interval = () => refreshing.page.getByLabel('Refresh by itself');

  /** On a phone the choice is behind the time. */
  const choose = async (name: string, width: number) => {
    if (width <= 720) await refreshing.page.getByTitle('How old the view is').click();
    await interval().selectOption(name);
    if (width <= 720) await refreshing.page.keyboard.press('Escape');
  };

  const asOf = () => refreshing.page.locator('.refresh time').first().getAttribute('datetime');

  test.each(WIDTHS)('the overview, with one request, and its ages go on, at %i px', async (width) => {
    await open('/', width);
    await refreshing.page.getByRole('heading', { name: '80 records of 1 service, 1 error' }).waitFor();
    expect(refreshing.asked).toHaveLength(1);
    const age = refreshing.page.getByRole('row', { name: /checkout/ }).locator('.services-last .hint');
    const before = await age.textContent();
    const shownAsOf = await asOf();
    await choose('off', width);
    await refreshing.page.clock.fastForward(LATER_MS);
    // Nothing is asked for. The page stays true: it shows older numbers, and says as of when they are.
    await eventually(() => age.textContent()).not.toBe(before);
    expect(await asOf()).toBe(shownAsOf);
    expect(refreshing.asked).toHaveLength(1);
    await store(5, 'billing');
    await choose('10 s', width);
    await passUntil(async () => (await refreshing.page.getByRole('row', { name: /billing/ }).count()) > 0);
    expect(await asOf()).not.toBe(shownAsOf);
    // The choice is the browser's, and outlives the refreshing.page.
    await refreshing.page.reload();
    if (width <= 720) await refreshing.page.getByTitle('How old the view is').click();
    expect(await interval().inputValue()).toBe('10000');
    await close();
  });

  test('the overview shows the service that fell silent last first, how many did, and all of them', async () => {
    await open('/', 1440);
    const silent = refreshing.page.getByRole('rowgroup', { name: 'Silent services' });
    await silent.getByRole('rowheader', { name: '23 silent services' }).waitFor();
    const rows = silent.locator('.services-silent');
    expect(await rows.first().textContent()).toContain('quiet-99');
    expect(await rows.first().textContent()).toContain('bye 0');
    expect(await rows.count()).toBe(20);
    await refreshing.page.getByRole('button', { name: 'Show 3 more silent services' }).click();
    await eventually(() => rows.count()).toBe(23);
    await close();
  });

  test('a tab that nobody sees asks for nothing, and for all of it when it is seen again', async () => {
    await open('/', 1440);
    await refreshing.page.getByRole('heading', { name: /80 records/ }).waitFor();
    const look = (isHidden: boolean) =>
      refreshing.page.evaluate(
        `Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${isHidden} });
      document.dispatchEvent(new Event('visibilitychange'));`,
      );
    await look(true);
    await refreshing.page.clock.fastForward(600_000);
    await refreshing.page.clock.fastForward(600_000);
    expect(refreshing.asked).toHaveLength(1);
    await store(1);
    await look(false);
    await refreshing.page.getByRole('heading', { name: /81 records/ }).waitFor();
    expect(refreshing.asked).toHaveLength(2);
    await close();
  });

  test('a failure is shown, what was there stays, and the next attempts come more and more rarely', async () => {
    await open('/', 1440);
    await refreshing.page.getByRole('heading', { name: /80 records/ }).waitFor();
    await refreshing.page.route(/logs\/overview/, (route) => route.abort());
    await refreshing.page.getByRole('button', { name: 'Refresh now' }).click();
    await refreshing.page.getByRole('alert').getByText('The search service does not answer.').waitFor();
    expect(await refreshing.page.getByRole('row', { name: /checkout/ }).count()).toBe(1);
    // Every three seconds for ten minutes would be 200; a busy machine only makes them fewer.
    const first = refreshing.asked.length;
    for (let half = 0; half < 20; half++) await refreshing.page.clock.runFor(30_000);
    expect(refreshing.asked.length - first).toBeLessThan(40);
    // It never gives up.
    const later = refreshing.asked.length;
    await passUntil(async () => refreshing.asked.length > later + 2);
    await refreshing.page.unroute(/logs\/overview/);
    await passUntil(async () => (await refreshing.page.getByRole('alert').count()) === 0);
    await close();
  });

  test.each([
    ['logs', /logs\/(histogram|facets)/],
    ['logs', /logs\?/],
  ])('the age changes with the last part of what is shown: %s without %s', async (view, held) => {
    await open(`/?view=${view}`, 1440);
    await refreshing.page.locator('.facets').getByText('checkout').waitFor();
    const before = await asOf();
    const { promise, resolve } = Promise.withResolvers<void>();
    await refreshing.page.route(held, async (route) => {
      await promise;
      await route.continue();
    });
    const others = refreshing.page.waitForResponse((response) => /logs(\/histogram)?\?/.test(response.url()));
    await refreshing.page.getByRole('button', { name: 'Refresh now' }).click();
    await (await others).finished();
    expect(await asOf()).toBe(before);
    resolve();
    await eventually(asOf).not.toBe(before);
    await close();
  });
});
