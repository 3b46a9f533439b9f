import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noBrowser } from '../harness/page/browser.ts';
import { openPageSystem, type PageSystem, pageRecord, shopWithIncident } from '../harness/page/page-system.ts';
import { eventually } from '../harness/wait-for.ts';

const VIEWS = {
  overview: 'Overview',
  logs: 'Logs',
  patterns: 'Patterns',
  'dead-letters': /dead letters/i,
  ledger: /ledger|accounted/i,
};
const SEVERITIES = ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'];

/** For readers who hear the page, or see it in colours of their own. Skipped where there is no browser. */
describe.skipIf(noBrowser)('the page', () => {
  let system: PageSystem;

  beforeAll(async () => {
    const now = Date.now();
    const quiet = ['DEBUG', 'TRACE'] as const;
    system = await openPageSystem([
      ...shopWithIncident(now),
      ...quiet.map((severity, index) => pageRecord(now - 5_000 - index, 'shop', severity, 'quiet')),
    ]);
  });
  afterAll(() => system?.[Symbol.asyncDispose]());

  const headings = (page: Page) => page.locator('h1').allTextContents();

  test.each(Object.entries(VIEWS))(
    'has one heading of the first rank in %s while nothing has come',
    async (view, name) => {
      const page = await system.browser.open('about:blank');
      // Only requests for data are never answered; the page itself and its files are.
      await page.route(/\/(logs|dead-letters|ledger)([/?]|$)/, () => {});
      await page.goto(`${system.search.url}/?view=${view}`);
      await page.locator('main').waitFor();
      expect(await headings(page)).toEqual([expect.stringMatching(name)]);
      await page.context().close();
    },
  );

  test.each(['patterns', 'dead-letters', 'ledger'] as const)(
    'has one while the file of %s is on its way',
    async (view) => {
      const page = await system.browser.open('about:blank');
      await page.route(new RegExp(`/${view}-view[^/]*$`), () => {});
      await page.goto(`${system.search.url}/?view=${view}`);
      await page.locator('main[aria-busy=true] h1').waitFor({ state: 'attached' });
      expect(await headings(page)).toEqual([expect.stringMatching(VIEWS[view])]);
      await page.context().close();
    },
  );

  test('has one where nothing is found, and in an empty store', async () => {
    await using empty = await openPageSystem([]);
    for (const [{ search, browser }, query] of [
      [system, 'from=2015-01-01&to=2015-01-02'],
      [empty, 'from=1h'],
    ] as const) {
      for (const view of ['overview', 'logs', 'patterns']) {
        const page = await browser.open(`${search.url}/?view=${view}&${query}`);
        await page.getByRole('heading', { name: 'No record' }).waitFor();
        expect(await headings(page)).toEqual([expect.stringMatching(VIEWS[view as keyof typeof VIEWS])]);
        await page.context().close();
      }
    }
  });

  test.each([
    [1440, 'dark'],
    [390, 'light'],
  ] as const)(
    'tells chosen from other, and severities apart, in colours of the reader, at %i px',
    async (width, colorScheme) => {
      const size = { viewport: { width, height: 900 }, forcedColors: 'active', colorScheme } as const;
      const page = await system.browser.open(`${system.search.url}/?view=logs&q=-service:none`, size);
      await page.locator('.row').first().waitFor();
      const grounds = (selector: string) => page.locator(selector).evaluateAll(groundsOf);
      const [current, ...others] = await grounds('.bar nav a[aria-current], .bar nav a:not([aria-current])').then(
        (all) =>
          all.toSorted((a, b) => all.filter((each) => each === a).length - all.filter((each) => each === b).length),
      );
      expect(others).not.toContain(current);
      if (width < 500) await page.getByRole('button', { name: 'Filters' }).click();
      await page.locator('.facet-main i').nth(5).waitFor();
      expect(new Set(await grounds('.facet-main i')).size).toBe(SEVERITIES.length);
      expect(new Set(await grounds('.readout-severity i')).size).toBe(SEVERITIES.length);
      const ofErrors = await grounds('.readout-severity[data-severity=ERROR] i');
      expect(ofErrors).not.toEqual([]);
      const ofBars = () => page.locator('.histogram canvas').evaluate(coloursOf);
      await eventually(ofBars).toEqual(expect.arrayContaining(ofErrors));
      await page.getByRole('button', { name: /^payment/ }).click();
      await page.locator('.facet-main[aria-pressed=true]').waitFor();
      const [chosen] = await grounds('.facet-main[aria-pressed=true]');
      expect(await grounds('.facet-main[aria-pressed=false]')).not.toContain(chosen);
      await page.context().close();
    },
  );
});

/** Runs in the page: the visible backgrounds; for an element without its own, the one behind it. */
// biome-ignore lint/suspicious/noExplicitAny: this runs in the browser, whose types are not here
function groundsOf(all: any[]): string[] {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const groundOf = (element: any): string => {
    // biome-ignore lint/suspicious/noExplicitAny: as above
    const ground: string = (globalThis as any).getComputedStyle(element).backgroundColor;
    return ground.endsWith(', 0)') && element.parentElement !== null ? groundOf(element.parentElement) : ground;
  };
  return all.map(groundOf);
}

/** Runs in the page: the colours that a canvas shows. */
// biome-ignore lint/suspicious/noExplicitAny: this runs in the browser, whose types are not here
function coloursOf(canvas: any): string[] {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Set<string>();
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] === 255) seen.add(`rgb(${data[at]}, ${data[at + 1]}, ${data[at + 2]})`);
  }
  return [...seen];
}
