import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noBrowser } from '../harness/page/browser.ts';
import { openPageSystem, type PageSystem, pageRecord } from '../harness/page/page-system.ts';
import { eventually } from '../harness/wait-for.ts';

const NAMES = {
  overview: 'Overview',
  logs: 'Logs',
  patterns: 'Patterns',
  'dead-letters': 'Dead letters',
  ledger: 'Ledger',
};
/** The first request of each view, and an answer that it cannot draw. */
const WRONG: Record<keyof typeof NAMES, [path: string, answer: object]> = {
  overview: ['/logs/overview', { total: 1, bySeverity: {}, services: [{ service: 7, bySeverity: {} }], silent: null }],
  logs: ['/logs', { records: [{ id: 'x', timestamp: '2026-11-21T10:00:00Z', message: 7 }], next: null }],
  patterns: ['/logs/patterns', { patterns: [{ pattern: 7 }] }],
  'dead-letters': ['/dead-letters', { letters: [{ id: 7 }], next: null }],
  ledger: ['/ledger', { balanced: true, total: {}, queues: null, rows: [{ service: null }] }],
};

/** Answers that are not the service's. */
const FOREIGN = {
  'a proxy': { status: 502, contentType: 'text/html', body: '<html><h1>502 Bad Gateway</h1></html>' },
  'a page to sign in': { status: 200, contentType: 'text/html', body: '<!doctype html><p>Sign in</p>' },
  'something empty': { status: 200, contentType: 'application/json', body: 'null' },
  'an object without anything': { status: 200, contentType: 'application/json', body: '{}' },
};
/** Words of JavaScript's own errors. */
const PROGRAM = /Error|undefined|is not a function|token|properties of|Unexpected/;

/** Skipped where there is no browser: `noBrowser` says why. */
describe.skipIf(noBrowser)('a fault in a view', () => {
  let system: PageSystem;

  beforeAll(async () => {
    const now = Date.now();
    system = await openPageSystem([pageRecord(now - 5_000, 'checkout', 'INFO', 'order accepted')]);
  });
  afterAll(() => system[Symbol.asyncDispose]());

  /** Everything but the first request of a view is answered by the server. */
  const answerWrongly = async (page: Page, view: keyof typeof NAMES) => {
    const [path, answer] = WRONG[view];
    const matches = (url: URL) => url.pathname === path;
    await page.route(matches, (route) => route.fulfill({ json: answer }));
    return () => page.unroute(matches);
  };

  for (const width of [1440, 390]) {
    for (const view of Object.keys(NAMES) as (keyof typeof NAMES)[]) {
      test(`of ${view} leaves header and navigation, and can be tried again, at ${width} px`, async () => {
        const other = view === 'logs' ? 'overview' : 'logs';
        const page = await system.browser.open(`${system.search.url}/?view=${other}`, {
          viewport: { width, height: 800 },
        });
        const answerWell = await answerWrongly(page, view);
        const go = (to: keyof typeof NAMES) => page.getByRole('link', { name: NAMES[to], exact: true }).click();
        const fault = page.getByRole('alert').filter({ hasText: 'This view has a fault' });
        await go(view);
        await fault.waitFor();
        expect(await fault.textContent()).toContain('The other views and the API are not concerned.');
        // The words of the program are folded away.
        expect((await fault.allInnerTexts()).join()).not.toMatch(PROGRAM);
        await fault.getByText('Technical detail').click();
        expect((await fault.allInnerTexts()).join()).toMatch(PROGRAM);
        // Leaving works, and coming back meets the fault as it is now.
        await go(other);
        await eventually(() => fault.count()).toBe(0);
        await go(view);
        await fault.waitFor();
        await answerWell();
        await page.getByRole('button', { name: 'Try again' }).click();
        await eventually(() => fault.count()).toBe(0);
        await page.locator('main').waitFor();
        await page.context().close();
      });
    }
  }

  for (const [name, answer] of Object.entries(FOREIGN)) {
    for (const [width, height] of [
      [1440, 900],
      [390, 844],
      [320, 256],
    ] as const) {
      test(`is not caused by ${name}; the page says what came, at ${width} px`, async () => {
        const page = await system.browser.open('about:blank', { viewport: { width, height } });
        for (const view of Object.keys(NAMES) as (keyof typeof NAMES)[]) {
          const isApi = (url: URL) => url.pathname === WRONG[view][0];
          await page.route(isApi, (route) => route.fulfill(answer));
          await page.goto(`${system.search.url}/?view=${view}`);
          const trouble = page.getByRole('alert').filter({ hasText: 'Is a proxy in between?' });
          await trouble.waitFor();
          const told = (await trouble.allInnerTexts()).join();
          expect(told).toContain(`(HTTP ${answer.status}, ${answer.contentType}).`);
          expect(told).not.toMatch(PROGRAM);
          expect(told).not.toContain(answer.body);
          await page.unroute(isApi);
        }
        await page.context().close();
      });
    }
  }

  test('whose file cannot be loaded is mended by trying again', async () => {
    const page = await system.browser.open(`${system.search.url}/?view=logs`);
    // The page has been loaded anew a moment ago, so it does not do so by itself.
    await page.evaluate(() => sessionStorage.setItem('logwarren-loaded-again-at', String(Date.now())));
    await page.route(/ledger-view/, (route) => route.abort());
    await page.getByRole('link', { name: 'Ledger' }).click();
    await page.getByText('This view has a fault').waitFor();
    await page.unroute(/ledger-view/);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: /accounted for/ }).waitFor();
    await page.context().close();
  });
});
