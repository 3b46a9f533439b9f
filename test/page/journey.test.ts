import { describe, expect, test } from 'vitest';
import { noBrowser } from '../harness/page/browser.ts';
import { useOnePage } from '../harness/page/one-page.ts';
import { INCIDENT_TRACE, shopWithIncident } from '../harness/page/page-system.ts';
import { eventually } from '../harness/wait-for.ts';

/** A person looks for the cause of an incident, in a real browser. Skipped without a browser: `noBrowser` says why. */
describe.skipIf(noBrowser)('the page', () => {
  const one = useOnePage(() => shopWithIncident(Date.now()));
  const { open, query, parameter } = one;
  const rows = () => one.page.locator('.row');

  test('leads from the overview to the cause of an incident in three clicks', async () => {
    await open('/');
    const services = one.page.locator('.services tbody tr');
    await services.first().getByRole('link', { name: 'checkout', exact: true }).waitFor();
    // Sorted by trouble: the service with most errors is the first, the one without is the last.
    expect(await services.locator('th').allInnerTexts()).toEqual(['checkout', 'ledger', 'payment', 'storefront']);
    await services.first().getByText('POST /checkout 502').click();
    // The last error is open, with its fields.
    const detail = one.page.getByLabel('Record', { exact: true });
    await detail.getByText('A-5', { exact: true }).waitFor();
    await detail.getByRole('link', { name: 'trace' }).click();
    await one.page.getByText('no space left on device').first().waitFor();
    expect(await rows().locator('.row-service').allInnerTexts()).toEqual(['checkout', 'checkout', 'payment', 'ledger']);
    expect(parameter('q')).toBe(`traceId:${INCIDENT_TRACE}`);
    // And back to where it began, step by step.
    await one.page.goBack();
    await detail.waitFor();
    await one.page.goBack();
    await services.first().waitFor();
    expect(new URL(one.page.url()).search).toBe('');
  });

  test('a link shows a colleague the same records, with the same one open', async () => {
    await open('/?view=logs&q=service:payment');
    await rows().nth(2).click();
    const text = await one.page.getByLabel('Record', { exact: true }).locator('.detail-message').textContent();
    const link = one.page.url();
    await one.page.context().close();
    one.page = await one.system.browser.open(link);
    await one.page.getByLabel('Record', { exact: true }).waitFor();
    expect(await one.page.locator('.detail-message').textContent()).toBe(text);
    await eventually(() => query().inputValue()).toBe('service:payment');
  });

  test('an address has a query only where it does something, and the way back to the records keeps it', async () => {
    await open('/?view=overview&q=service:payment&from=1h');
    await one.page.locator('.services tbody tr').nth(3).waitFor();
    await eventually(() => new URL(one.page.url()).search).toBe('?from=1h');
    const go = (name: string) => one.page.getByRole('link', { name, exact: true }).first().click();
    await go('Logs');
    await rows().first().waitFor();
    await eventually(() => query().inputValue()).toBe('');
    await query().fill('service:ledger');
    await query().press('Enter');
    await eventually(() => rows().count()).toBe(35);
    for (const name of ['Overview', 'Dead letters', 'Ledger']) {
      await go(name);
      await one.page.locator('h1', { hasText: /record|letter/i }).waitFor();
      expect(parameter('q')).toBeNull();
      await go('Logs');
      await eventually(() => rows().count()).toBe(35);
      await eventually(() => query().inputValue()).toBe('service:ledger');
    }
    await go('Logwarren');
    await go('Logs');
    await eventually(() => query().inputValue()).toBe('');
  });

  test('everything can be done with the keyboard', async () => {
    await open('/');
    await one.page.locator('.services tbody tr').first().waitFor();
    await one.page.keyboard.press('/');
    await one.page.keyboard.type('service:ledger');
    await one.page.keyboard.press('Enter');
    await eventually(() => parameter('q')).toBe('service:ledger');
    // The list before may have as many rows in sight, and a new list begins without a chosen row.
    await one.page.locator('.list[data-stale=false][aria-busy=false]').waitFor();
    await eventually(() => rows().count()).toBe(35);
    await one.page.keyboard.press('Escape');
    await one.page.keyboard.press('j');
    await one.page.keyboard.press('j');
    await one.page.keyboard.press('j');
    await one.page.keyboard.press('k');
    await eventually(() => one.page.locator('.row:focus').getAttribute('data-index')).toBe('1');
    await one.page.keyboard.press('Enter');
    await one.page.getByLabel('Record', { exact: true }).waitFor();
    await eventually(() => parameter('record')).not.toBeNull();
    await one.page.keyboard.press('Escape');
    await one.page.getByLabel('Record', { exact: true }).waitFor({ state: 'detached' });
    await one.page.keyboard.press('?');
    await one.page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await one.page.keyboard.press('Escape');
    await one.page.getByRole('dialog').waitFor({ state: 'detached' });
    await one.page.keyboard.press('g');
    await one.page.keyboard.press('o');
    await one.page.locator('.services tbody tr').first().waitFor();
    await one.page.keyboard.press('g');
    await one.page.keyboard.press('l');
    await rows().first().waitFor();
  });

  test('a facet asks for a value, a second one for either, excluding takes it away, Back undoes each', async () => {
    await open('/?view=logs');
    const facet = (name: string) => one.page.getByLabel('Filters').getByRole('button', { name }).first();
    await facet('payment').click();
    await facet('payment').and(one.page.locator('[aria-pressed=true]')).waitFor();
    await eventually(() => query().inputValue()).toBe('service:payment');
    await query().fill('service:(payment OR ledger)');
    await query().press('Enter');
    await eventually(() => one.page.locator('.facet-main[aria-pressed=true]').count()).toBe(2);
    await facet('payment').focus();
    await one.page.keyboard.press('x');
    await eventually(() => one.page.locator('.list').textContent()).not.toContain('ledger answered 500');
    await eventually(() => query().inputValue()).toBe('service:ledger -service:payment');
    await one.page.goBack();
    await eventually(() => query().inputValue()).toBe('service:(payment OR ledger)');
    await one.page.goBack();
    await eventually(() => query().inputValue()).toBe('service:payment');
  });

  test('a click on a value of a record searches for it', async () => {
    await open('/?view=logs&q=service:payment');
    await rows().first().click();
    await one.page.getByRole('button', { name: 'Only order.id A-5' }).click();
    await eventually(() => rows().count()).toBe(1);
    await eventually(() => query().inputValue()).toBe('service:payment order.id:("A-5")');
  });

  test('dragging on the histogram sets the time, and a double click goes back', async () => {
    await open('/?view=logs&q=severity:FATAL');
    const bars = one.page.locator('.histogram .u-over');
    const box = await bars.boundingBox();
    if (box === null) throw new Error('the histogram has no size');
    await one.page.mouse.move(box.x + box.width * 0.9, box.y + 20);
    await one.page.mouse.down();
    await one.page.mouse.move(box.x + box.width * 0.99, box.y + 20, { steps: 5 });
    await one.page.mouse.up();
    await eventually(() => parameter('to')).not.toBeNull();
    const [from, to] = [Date.parse(parameter('from') ?? ''), Date.parse(parameter('to') ?? '')];
    expect(to - from).toBeGreaterThan(30_000);
    expect(to - from).toBeLessThan(180_000);
    await eventually(() => rows().count()).toBeLessThan(35);
    await one.page.locator('.histogram .u-over').dblclick();
    await eventually(() => parameter('to')).toBeNull();
  });

  test('a fault in the query is marked under its letter, and the last good result stays', async () => {
    await open('/?view=logs&q=service:ledger');
    await rows().first().waitFor();
    await query().fill('service:ledger AND (disk');
    await query().press('Enter');
    await one.page.getByRole('alert').waitFor();
    expect(await one.page.locator('.query-caret').textContent()).toBe(`${' '.repeat(19)}^`);
    expect(await one.page.getByRole('alert').textContent()).toContain('parenthesis');
    expect(await rows().first().textContent()).toContain('no space left on device');
  });

  test('a long search shows how far it got, stops when told to, and goes on', async () => {
    one.page = await one.system.browser.open('about:blank');
    const cursors: (string | null)[] = [];
    // A server whose time is always up before it has found anything.
    await one.page.route('**/logs?*', async (route) => {
      cursors.push(new URL(route.request().url()).searchParams.get('cursor'));
      const searchedTo = new Date(Date.UTC(2026, 0, 2) - cursors.length * 60_000).toISOString();
      const body = { records: [], next: `cursor-${cursors.length}`, complete: false, searchedTo };
      await route.fulfill({ json: body }).catch(() => {});
    });
    await one.page.goto(`${one.system.search.url}/?view=logs&q=rare`);
    await one.page.getByText('Searched back to').waitFor();
    await eventually(() => cursors.length).toBeGreaterThan(3);
    // Many times, for a click may come at any moment of a search.
    for (let i = 0; i < 20; i++) {
      await one.page.getByRole('button', { name: 'Stop' }).click();
      await one.page.getByText('there may be more').waitFor();
      await one.page.getByRole('button', { name: 'Go on' }).click();
    }
    await one.page.getByRole('button', { name: 'Stop' }).click();
    await one.page.getByText('there may be more').waitFor();
    const { length } = cursors;
    expect(cursors.slice(0, 3)).toEqual([null, 'cursor-1', 'cursor-2']);
    await one.page.getByRole('button', { name: 'Go on' }).waitFor();
    expect(await one.page.getByRole('heading', { name: 'No record' }).count()).toBe(0);
    expect(cursors.length).toBe(length);
    await one.page.getByRole('button', { name: 'Go on' }).click();
    await eventually(() => cursors.length).toBeGreaterThan(length + 1);
  });

  test('where nothing is found, it says what was searched and leads to what there is', async () => {
    await open('/?view=logs&from=2015-01-01T00:00:00.000Z&to=2015-01-02T00:00:00.000Z&q=service:ledger');
    await one.page.getByRole('heading', { name: 'No record matches' }).waitFor();
    await one.page.getByRole('button', { name: 'Show the hour around it' }).click();
    await rows().first().waitFor();
    expect(await rows().first().textContent()).toContain('no space left on device');
  });

  test('the list goes on to the last record, with no more in the document than can be seen', async () => {
    await open('/?view=logs&q=service:storefront');
    await rows().first().waitFor();
    await eventually(async () => {
      await one.page.locator('.list').evaluate((list) => list.scrollTo(0, list.scrollHeight));
      return rows().last().getAttribute('data-index');
    }).toBe('629');
    await one.page.getByText('No older records in this time.').waitFor();
    expect(await rows().last().textContent()).toContain('GET /products/0 200');
    expect(await rows().count()).toBeLessThan(80);
  });
});
