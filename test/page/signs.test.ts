import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noBrowser } from '../harness/page/browser.ts';
import { openPageSystem, type PageSystem, pageRecord } from '../harness/page/page-system.ts';
import { eventually } from '../harness/wait-for.ts';

/** Where one thing could be taken for another: values, searches, views, spellings, states. */

const HOUR_MS = 3_600_000;
const SIZES = [
  [1440, 900],
  [390, 844],
  // A phone across, or a desk at 400 %.
  [360, 256],
] as const;

/** Skipped where there is no browser: `noBrowser` says why. */
describe.skipIf(noBrowser)('the page', () => {
  let system: PageSystem;

  beforeAll(async () => {
    const now = Date.now();
    const notes = ['a\nb', 'a\tb', 'a b', 'a  b', ''];
    system = await openPageSystem([
      ...notes.map((note, index) =>
        pageRecord(now - 60_000 + index, 'checkout', 'INFO', `order ${index}`, { attributes: { note } }),
      ),
      pageRecord(now - 50_000, 'Checkout', 'INFO', 'order of another build'),
      ...Array.from({ length: 4 }, () => {
        const readAt = now - 70_000;
        return pageRecord(readAt, 'no-clock', 'INFO', 'a line without a time', { observedAt: readAt });
      }),
      pageRecord(now - 5 * HOUR_MS, 'CHECKOUT', 'INFO', 'order of long ago'),
      pageRecord(now - 5 * HOUR_MS, 'mail', 'INFO', 'sent'),
      pageRecord(now - 6 * HOUR_MS, 'Mail', 'INFO', 'sent'),
    ]);
  });
  afterAll(() => system?.[Symbol.asyncDispose]());

  const open = async (path: string, [width, height]: readonly [number, number], more: BrowserContextOptions = {}) =>
    await system.browser.open(`${system.search.url}${path}`, { viewport: { width, height }, ...more });
  const close = async (page: Page) => {
    expect(system.browser.faults.splice(0)).toEqual([]);
    await page.context().close();
  };
  const showFilters = async (page: Page) => {
    await page.locator('.row').first().waitFor();
    const toggle = page.getByRole('button', { name: 'Filters', exact: true });
    if (await toggle.isVisible()) await toggle.click();
    await page.locator('.facet-value').first().waitFor();
  };

  test.each(SIZES)('shows values that differ in white space alone as different, at %i x %i', async (...size) => {
    const page = await open('/?view=logs&q=order', size);
    await showFilters(page);
    await page.locator('summary[title=note]').click();
    const facet = page.locator('details.facet', { has: page.locator('summary[title=note]') });
    await facet.locator('.facet-main').nth(4).waitFor();
    const names = await facet.locator('.facet-name').allTextContents();
    expect(names.toSorted()).toEqual(['(empty)', 'a b', 'a↵b', 'a⇥b', 'a␣ b'].toSorted());
    await facet.getByRole('button', { name: 'Exclude a (tab) b', exact: true }).waitFor();
    await facet.getByRole('button', { name: /^a ?line break ?b/ }).click();
    await eventually(() => new URL(page.url()).searchParams.get('q')).toMatch(/^order note:/);
    const severity = page.getByRole('region', { name: 'severity', exact: true }).locator('.facet-main');
    await eventually(() => severity.allTextContents()).toEqual(['INFO1']);
    // On small screens the filters cover the records.
    await page.reload();
    await page.locator('.row').first().click();
    await page.locator('.fields').getByRole('button', { name: 'Only note a (line break) b', exact: true }).waitFor();
    await close(page);
  });

  test.each(SIZES)('says that records are of the previous search, at %i x %i', async (...size) => {
    const page = await open('/?view=logs&q=order', size);
    await page.locator('.row').first().waitFor();
    const note = page.getByText('Below: the records of the previous search.');
    expect(await note.count()).toBe(0);
    const input = page.getByLabel('Query', { exact: true });
    await input.fill('order AND (');
    await input.press('Enter');
    await note.waitFor();
    await page.locator('.list[data-before=true] .row').first().waitFor();
    await input.fill('order');
    await input.press('Enter');
    await eventually(() => note.count()).toBe(0);
    await page.locator('.list[data-before=false] .row').first().waitFor();
    await page.goto(`${system.search.url}/?view=patterns&q=order`);
    await page.locator('.pattern').first().waitFor();
    await input.fill('order AND (');
    await input.press('Enter');
    await page.getByText('Below: the patterns of the previous search.').waitFor();
    await close(page);
  });

  test.each(SIZES)('says that a view does not exist, and shows another, at %i x %i', async (...size) => {
    const page = await open('/?view=nonsense', size);
    const note = page.getByText('There is no view “nonsense”. This is Overview.');
    await note.waitFor();
    await page.getByRole('link', { name: 'Logs', exact: true }).click();
    await page.locator('.row').first().waitFor();
    expect(await note.count()).toBe(0);
    await close(page);
  });

  test.each(SIZES)('has one row for the spellings of a service, heard or silent, at %i x %i', async (...size) => {
    const page = await open('/?from=1h', size);
    await page.getByRole('heading', { name: /10 records of 2 services/ }).waitFor();
    const names = await page.locator('.services tbody th[scope=row]').allTextContents();
    expect(names.map((name) => name.toLowerCase()).toSorted()).toEqual(['checkout', 'mail', 'no-clock']);
    await page.getByText('1 silent service', { exact: true }).waitFor();
    await close(page);
  });

  test.each(SIZES)('has room for a finger on how many records have no time, at %i x %i', async (...size) => {
    const page = await open('/?view=logs&q=service:no-clock', size, { hasTouch: true });
    const link = page.getByRole('link', { name: /^100\s% .*have no time of their own/ });
    await link.waitFor();
    const box = await link.boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(24);
    const notice = await page.locator('.notice', { has: link }).boundingBox();
    expect(notice?.height).toBeLessThan(42);
    expect(await link.getAttribute('title')).toMatch(/^4 of 4\. .* moment of reading/);
    await close(page);
  });

  test.each([
    [1440, 'dark'],
    [1440, 'light'],
    [390, 'light'],
  ] as const)('shows what is excluded in colours of the reader, at %i px, %s', async (width, colorScheme) => {
    const page = await open('/?view=logs', [width, 900], { forcedColors: 'active', colorScheme });
    await showFilters(page);
    const button = page.getByRole('button', { name: 'Exclude no-clock' });
    const colours = () => button.evaluate(coloursOf);
    await button.hover();
    expect(await colours()).toSatisfy(([ground, letter]) => ground !== letter);
    await button.click();
    await page.locator('.facet-not[aria-pressed=true]').waitFor();
    await page.mouse.move(0, 0);
    const rest = await colours();
    await button.hover();
    // Unchanged: a pressed button under the pointer must not be marked by its background alone.
    expect(await colours()).toEqual(rest);
    await close(page);
  });
});

/** Runs in the page. */
// biome-ignore lint/suspicious/noExplicitAny: this runs in the browser, whose types are not here
function coloursOf(element: any): string[] {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const { backgroundColor, color } = (globalThis as any).getComputedStyle(element);
  return [backgroundColor, color];
}
