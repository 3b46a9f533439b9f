import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { noBrowser } from './harness/browser.ts';
import { eventually } from './harness/eventually.ts';
import { INCIDENT_TRACE, openPageSystem, type PageSystem, shopWithIncident } from './harness/page-system.ts';

/** A person looks for the cause of an incident, in a real browser. Skipped where there is none: `noBrowser` says why. */
describe.skipIf(noBrowser)('the page', () => {
  let system: PageSystem;
  let page: Page;

  beforeAll(async () => {
    system = await openPageSystem(shopWithIncident(Date.now()));
  }, 120_000);
  afterEach(async () => {
    await page.context().close();
    expect(system.browser.faults.splice(0)).toEqual([]);
  });
  afterAll(() => system?.[Symbol.asyncDispose]());

  const open = async (path: string) => {
    page = await system.browser.open(`${system.search.url}${path}`);
  };
  const rows = () => page.locator('.row');
  const query = () => page.getByLabel('Query', { exact: true });
  const parameter = (name: string) => new URL(page.url()).searchParams.get(name);

  test('leads from the overview to the cause of an incident in three clicks', async () => {
    await open('/');
    const services = page.locator('.services tbody tr');
    await services.first().getByRole('link', { name: 'checkout', exact: true }).waitFor();
    // Sorted by trouble: the service with most errors is the first, the one without is the last.
    expect(await services.locator('th').allInnerTexts()).toEqual(['checkout', 'ledger', 'payment', 'storefront']);
    await services.first().getByText('POST /checkout 502').click();
    // The last error is open, with its fields.
    const detail = page.getByLabel('Record', { exact: true });
    await detail.getByText('A-5', { exact: true }).waitFor();
    await detail.getByRole('link', { name: 'trace' }).click();
    await page.getByText('no space left on device').first().waitFor();
    expect(await rows().locator('.row-service').allInnerTexts()).toEqual(['checkout', 'checkout', 'payment', 'ledger']);
    expect(parameter('q')).toBe(`traceId:${INCIDENT_TRACE}`);
    // And back to where it began, step by step.
    await page.goBack();
    await detail.waitFor();
    await page.goBack();
    await services.first().waitFor();
    expect(new URL(page.url()).search).toBe('');
  });

  test('a link shows a colleague the same records, with the same one open', async () => {
    await open('/?view=logs&q=service:payment');
    await rows().nth(2).click();
    const text = await page.getByLabel('Record', { exact: true }).locator('.detail-message').textContent();
    const link = page.url();
    await page.context().close();
    page = await system.browser.open(link);
    await page.getByLabel('Record', { exact: true }).waitFor();
    expect(await page.locator('.detail-message').textContent()).toBe(text);
    expect(await query().inputValue()).toBe('service:payment');
  });

  test('an address has a query only where it does something, and the way back to the records keeps it', async () => {
    await open('/?view=overview&q=service:payment&from=1h');
    await page.locator('.services tbody tr').nth(3).waitFor();
    await eventually(() => new URL(page.url()).search).toBe('?from=1h');
    const go = (name: string) => page.getByRole('link', { name, exact: true }).first().click();
    await go('Logs');
    await rows().first().waitFor();
    expect(await query().inputValue()).toBe('');
    await query().fill('service:ledger');
    await query().press('Enter');
    await eventually(() => rows().count()).toBe(35);
    for (const name of ['Overview', 'Dead letters', 'Ledger']) {
      await go(name);
      await page.locator('h1', { hasText: /record|letter/i }).waitFor();
      expect(parameter('q')).toBeNull();
      await go('Logs');
      await eventually(() => rows().count()).toBe(35);
      expect(await query().inputValue()).toBe('service:ledger');
    }
    await go('Logwarren');
    await go('Logs');
    expect(await query().inputValue()).toBe('');
  });

  test('everything can be done with the keyboard', async () => {
    await open('/');
    await page.locator('.services tbody tr').first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('service:ledger');
    await page.keyboard.press('Enter');
    await eventually(() => rows().count()).toBe(35);
    expect(parameter('q')).toBe('service:ledger');
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await eventually(() => page.locator('.row:focus').getAttribute('data-index')).toBe('1');
    await page.keyboard.press('Enter');
    await page.getByLabel('Record', { exact: true }).waitFor();
    expect(parameter('record')).not.toBeNull();
    await page.keyboard.press('Escape');
    await page.getByLabel('Record', { exact: true }).waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.locator('.services tbody tr').first().waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('l');
    await rows().first().waitFor();
  });

  test('a facet asks for a value, a second one for either, excluding takes it away, Back undoes each', async () => {
    await open('/?view=logs');
    const facet = (name: string) => page.getByLabel('Filters').getByRole('button', { name }).first();
    await facet('payment').click();
    await facet('payment').and(page.locator('[aria-pressed=true]')).waitFor();
    expect(await query().inputValue()).toBe('service:payment');
    await query().fill('service:(payment OR ledger)');
    await query().press('Enter');
    await eventually(() => page.locator('.facet-main[aria-pressed=true]').count()).toBe(2);
    await facet('payment').focus();
    await page.keyboard.press('x');
    await eventually(() => page.locator('.list').textContent()).not.toContain('ledger answered 500');
    expect(await query().inputValue()).toBe('service:ledger -service:payment');
    await page.goBack();
    expect(await query().inputValue()).toBe('service:(payment OR ledger)');
    await page.goBack();
    expect(await query().inputValue()).toBe('service:payment');
  });

  test('a click on a value of a record searches for it', async () => {
    await open('/?view=logs&q=service:payment');
    await rows().first().click();
    await page.getByRole('button', { name: 'Only order.id A-5' }).click();
    await eventually(() => rows().count()).toBe(1);
    expect(await query().inputValue()).toBe('service:payment order.id:("A-5")');
  });

  test('dragging on the histogram sets the time, and a double click goes back', async () => {
    await open('/?view=logs&q=severity:FATAL');
    const bars = page.locator('.histogram .u-over');
    const box = await bars.boundingBox();
    if (box === null) throw new Error('the histogram has no size');
    await page.mouse.move(box.x + box.width * 0.9, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.99, box.y + 20, { steps: 5 });
    await page.mouse.up();
    await eventually(() => parameter('to')).not.toBeNull();
    const [from, to] = [Date.parse(parameter('from') ?? ''), Date.parse(parameter('to') ?? '')];
    expect(to - from).toBeGreaterThan(30_000);
    expect(to - from).toBeLessThan(180_000);
    await eventually(() => rows().count()).toBeLessThan(35);
    await page.locator('.histogram .u-over').dblclick();
    await eventually(() => parameter('to')).toBeNull();
  });

  test('a fault in the query is marked under its letter, and the last good result stays', async () => {
    await open('/?view=logs&q=service:ledger');
    await rows().first().waitFor();
    await query().fill('service:ledger AND (disk');
    await query().press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await page.locator('.query-caret').textContent()).toBe(`${' '.repeat(19)}^`);
    expect(await page.getByRole('alert').textContent()).toContain('parenthesis');
    expect(await rows().first().textContent()).toContain('no space left on device');
  });

  test('a long search shows how far it got, stops when told to, and goes on', async () => {
    page = await system.browser.open('about:blank');
    const cursors: (string | null)[] = [];
    // A server whose time is always up before it has found anything.
    await page.route('**/logs?*', async (route) => {
      cursors.push(new URL(route.request().url()).searchParams.get('cursor'));
      const searchedTo = new Date(Date.UTC(2026, 0, 2) - cursors.length * 60_000).toISOString();
      const body = { records: [], next: `cursor-${cursors.length}`, complete: false, searchedTo };
      await route.fulfill({ json: body }).catch(() => {});
    });
    await page.goto(`${system.search.url}/?view=logs&q=rare`);
    await page.getByText('Searched back to').waitFor();
    await eventually(() => cursors.length).toBeGreaterThan(3);
    // Many times, for a click may come at any moment of a search.
    for (let i = 0; i < 20; i++) {
      await page.getByRole('button', { name: 'Stop' }).click();
      await page.getByText('there may be more').waitFor();
      await page.getByRole('button', { name: 'Go on' }).click();
    }
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('there may be more').waitFor();
    const { length } = cursors;
    expect(cursors.slice(0, 3)).toEqual([null, 'cursor-1', 'cursor-2']);
    await page.getByRole('button', { name: 'Go on' }).waitFor();
    expect(await page.getByRole('heading', { name: 'No record' }).count()).toBe(0);
    expect(cursors.length).toBe(length);
    await page.getByRole('button', { name: 'Go on' }).click();
    await eventually(() => cursors.length).toBeGreaterThan(length + 1);
  });

  test('where nothing is found, it says what was searched and leads to what there is', async () => {
    await open('/?view=logs&from=2015-01-01T00:00:00.000Z&to=2015-01-02T00:00:00.000Z&q=service:ledger');
    await page.getByRole('heading', { name: 'No record matches' }).waitFor();
    await page.getByRole('button', { name: 'Show the hour around it' }).click();
    await rows().first().waitFor();
    expect(await rows().first().textContent()).toContain('no space left on device');
  });

  test('the list goes on to the last record, with no more in the document than can be seen', async () => {
    await open('/?view=logs&q=service:storefront');
    await rows().first().waitFor();
    await eventually(async () => {
      await page.locator('.list').evaluate((list) => list.scrollTo(0, list.scrollHeight));
      return rows().last().getAttribute('data-index');
    }).toBe('629');
    await page.getByText('No older records in this time.').waitFor();
    expect(await rows().last().textContent()).toContain('GET /products/0 200');
    expect(await rows().count()).toBeLessThan(80);
  });
});
