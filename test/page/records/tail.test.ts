import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { App } from '../../harness/apps/start-app.ts';
import { openTestSystem, type TestSystem } from '../../harness/apps/system.ts';
import { openTcpProxy } from '../../harness/broker/tcp-proxy.ts';
import { noBrowser, openBrowser, type TestBrowser } from '../../harness/page/browser.ts';
import { eventually } from '../../harness/wait-for.ts';

/** Skipped where there is no browser: `noBrowser` says why. */
describe.skipIf(noBrowser)('following on the page', () => {
  const resources = new AsyncDisposableStack();
  let system: TestSystem;
  let search: App;
  let source: App;
  let browser: TestBrowser;
  let sent = 0;

  beforeAll(async () => {
    system = resources.use(await openTestSystem());
    browser = resources.use(await openBrowser());
    // Begun after the page was built, which it reads at its start.
    search = await system.start('search').waitReady();
    await system.start('collector').waitReady();
    source = await system.start('source').waitReady();
  });
  afterAll(() => resources.disposeAsync());

  const publish = async (count: number, service = 'checkout') => {
    const records = Array.from({ length: count }, (_, index) => ({
      timestamp: new Date(Date.now() - count + index).toISOString(),
      ...{ service, severity: 'INFO', message: `order ${sent++}` },
    }));
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(records);
    await eventually(async () => (await fetch(`${source.url}/logs`, { method: 'POST', headers, body })).ok).toBe(true);
  };

  test('new records enter at the top, wait while the reader reads, and come with one click', async () => {
    await publish(60);
    await system.waitForTotal(60);
    const page = await browser.open(`${search.url}/?view=logs`);
    const first = page.locator('.row').first();
    await eventually(() => first.textContent()).toContain('order 59');
    await page.keyboard.press('t');
    await page.locator('.live-bar[data-state=live]').waitFor();
    expect(new URL(page.url()).searchParams.get('live')).toBe('1');
    await publish(5);
    await eventually(() => first.textContent()).toContain('order 64');
    // Reading further down stops the list where it is.
    await page.locator('.list').evaluate((list) => list.scrollTo(0, 220));
    await eventually(() => page.locator('.row[data-index="10"]').textContent()).toContain('order 54');
    await publish(7);
    await page.getByRole('button', { name: '7 new' }).click();
    await eventually(() => first.textContent()).toContain('order 71');
    await page.locator('.list').evaluate((list) => list.scrollTo(0, list.scrollHeight));
    // All there are, each once.
    await eventually(() => page.locator('.row').last().getAttribute('data-index')).toBe('71');
    await page.keyboard.press('t');
    await page.locator('.live-bar').waitFor({ state: 'detached' });
    expect(browser.faults).toEqual([]);
    await page.context().close();
  });

  test('only what the query asks for is followed', async () => {
    const page = await browser.open(`${search.url}/?view=logs&q=service:payment&live=1`);
    await page.locator('.live-bar[data-state=live]').waitFor();
    await publish(3, 'checkout');
    await publish(2, 'payment');
    await eventually(() => page.locator('.row').count()).toBe(2);
    expect(await page.locator('.row-service').allTextContents()).toEqual(['payment', 'payment']);
    await page.context().close();
  });

  test('a record far down stays open in its place while others are followed, and new ones come with one click', async () => {
    await publish(400, 'long');
    const path = `${search.url}/logs?service=long&limit=400`;
    const stored = async () => ((await (await fetch(path)).json()) as { records: { id: string }[] }).records;
    await eventually(async () => (await stored()).length).toBe(400);
    const { id } = (await stored())[300] ?? { id: '' };
    const page = await browser.open(`${search.url}/?view=logs&q=service:long&live=1&record=${id}`);
    await page.locator('.live-bar[data-state=live]').waitFor();
    // Read a second time after the tail began: it is in its place again.
    await eventually(() => page.evaluate(searchesAnswered)).toBeGreaterThan(2);
    const row = page.locator(`.row[data-record="${id}"]`);
    await eventually(() => row.getAttribute('aria-expanded')).toBe('true');
    await publish(3, 'long');
    await page.getByRole('button', { name: '3 new' }).click();
    await eventually(() => page.locator('.row').first().textContent()).toContain(`order ${sent - 1}`);
    expect(await page.locator('.row[data-index="3"]').textContent()).toContain(`order ${sent - 4}`);
    await page.context().close();
  });

  test('the counts go on while records are followed, by the clock of the page', async () => {
    await publish(3, 'counted');
    const page = await browser.open('about:blank');
    await page.clock.install();
    await page.goto(`${search.url}/?view=logs&q=service:counted&live=1`);
    await page.locator('.live-bar[data-state=live]').waitFor();
    await page.locator('.readout-total').getByText('3 records').waitFor();
    await publish(4, 'counted');
    await expect
      .poll(
        async () => {
          await page.clock.runFor(11_000);
          return await page.locator('.readout-total').textContent();
        },
        { timeout: 60_000 },
      )
      .toContain('7 records');
    await page.context().close();
  });

  test('records lost while the connection was are shown when it is back', async () => {
    const page = await browser.open(`${search.url}/?view=logs&q=service:ledger&live=1`);
    await page.locator('.live-bar[data-state=live]').waitFor();
    await publish(1, 'ledger');
    await eventually(() => page.locator('.row').count()).toBe(1);
    await system.vhost.closeConnections();
    await publish(2, 'ledger');
    const messages = async () => new Set(await page.locator('.row-message').allTextContents());
    const all = [1, 2, 3].map((back) => `order ${sent - back}`);
    await eventually(messages).toEqual(new Set(all));
    await page.context().close();
  });

  test('a gap that could not be filled is a row in the list, and searching again takes its place', async () => {
    await using mongodb = await openTcpProxy(system.mongoUrl);
    const shaky = await system.start('search', [], { MONGO_URL: mongodb.url }).waitReady();
    const page = await browser.open(`${shaky.url}/?view=logs&q=service:shaky&live=1`);
    await page.locator('.live-bar[data-state=live]').waitFor();
    await publish(1, 'shaky');
    await eventually(() => page.locator('.row').count()).toBe(1);
    // The list is read a second time after the tail began; an answer that came later would take the row of the gap away.
    await eventually(() => page.evaluate(searchesAnswered)).toBeGreaterThan(1);
    await mongodb.shut();
    await system.vhost.closeConnections();
    const gap = page.locator('.row-left-out');
    await gap.waitFor();
    expect(await gap.textContent()).toContain('may be missing here');
    expect(await gap.count()).toBe(1);
    await mongodb.open();
    await shaky.waitReady();
    await gap.getByRole('button', { name: 'Search again' }).click();
    await gap.waitFor({ state: 'detached' });
    await eventually(() => page.locator('.row').count()).toBe(1);
    await page.context().close();
  });
});

/** Runs in the page. */
function searchesAnswered(): number {
  const asked = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
  return asked.filter((path) => path === '/logs').length;
}
