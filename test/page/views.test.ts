import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { App } from '../harness/apps/start-app.ts';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';
import { noBrowser, openBrowser, type TestBrowser } from '../harness/page/browser.ts';
import { eventually } from '../harness/wait-for.ts';

/** Skipped where there is no browser: `noBrowser` says why. */
describe.skipIf(noBrowser)('on the page', () => {
  const resources = new AsyncDisposableStack();
  let system: TestSystem;
  let search: App;
  let browser: TestBrowser;
  let page: Page;
  /** Time of the first record; each is a second later. */
  let firstMs: number;

  beforeAll(async () => {
    system = resources.use(await openTestSystem());
    browser = resources.use(await openBrowser());
    // Begun after the page was built, which it reads at its start.
    search = await system.start('search').waitReady();
    await system.start('collector').waitReady();
    const source = await system.start('source').waitReady();
    const frames = Array.from(
      { length: 20 },
      (_, line) => `    at lib${line} (/app/node_modules/lib/index.js:${line}:1)`,
    );
    const trace = ['Error: no space', ...frames, '    at append (/app/src/ledger.ts:7:3)'].join('\n');
    firstMs = Date.now() - 90_000;
    const records = Array.from({ length: 90 }, (_, index) => ({
      timestamp: new Date(firstMs + index * 1000).toISOString(),
      service: index % 3 === 0 ? 'payment' : 'checkout',
      severity: index === 60 ? 'ERROR' : 'INFO',
      message: index === 60 ? trace : `order ${1000 + index} accepted in ${index} ms`,
      'order.id': `A-${index}`,
    }));
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${source.url}/logs`, { method: 'POST', headers, body: JSON.stringify(records) });
    expect(response.ok).toBe(true);
    await system.vhost.publish('logs_exchange', 'ERROR.legacy', '{"message": "<img src=x onerror=alert(1)>', {
      content_type: 'application/json',
      content_encoding: 'gzip',
    });
    await system.waitForTotal(90);
  });
  afterAll(() => resources.disposeAsync());

  const open = async (path: string) => {
    page = await browser.open(`${search.url}${path}`);
  };
  const close = async () => {
    expect(browser.faults).toEqual([]);
    await page.context().close();
  };
  const query = () => page.getByLabel('Query', { exact: true });

  test('names of fields and their values are completed, with counts, by key', async () => {
    await open('/?view=logs');
    await page.locator('.row').first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('ser');
    await page.getByRole('option', { name: 'service:' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await eventually(() => query().inputValue()).toBe('service:');
    await page.keyboard.type('pay');
    const value = page.getByRole('option', { name: 'payment' });
    await value.waitFor();
    expect(await value.textContent()).toContain('30');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await eventually(() => query().inputValue()).toBe('service:payment ');
    await page.keyboard.press('Shift+Enter');
    await eventually(() => new URL(page.url()).searchParams.get('q')).toBe('-service:payment');
    await eventually(() => page.locator('.list').textContent()).not.toContain('payment');
    await close();
  });

  test('the overview lists what was silent in the time shown, and leads to its last record', async () => {
    await open(`/?from=${new Date(firstMs + 87_500).toISOString()}`);
    await page.getByRole('heading', { name: /2 records of 1 service/ }).waitFor();
    const silent = page.getByRole('row', { name: /payment/ });
    await silent.getByText(/silent, last record .* ago/).waitFor();
    await silent.getByRole('link', { name: /ago/ }).click();
    await page.getByLabel('Record', { exact: true }).getByText('order 1087 accepted').waitFor();
    await close();
  });

  test('an overview whose time was up says what is not known, and calls no service silent', async () => {
    await open('/?view=logs');
    await page.route(
      (url) => url.pathname === '/logs/overview',
      async (route) => {
        const answer = await (await route.fetch()).json();
        const bySeverity = { TRACE: 0, DEBUG: 0, INFO: answer.total, WARN: 0, ERROR: 0, FATAL: 0 };
        await route.fulfill({ json: { ...answer, bySeverity, silent: null, complete: false } });
      },
    );
    await page.getByRole('link', { name: 'Overview', exact: true }).click();
    await page.getByRole('cell', { name: 'Which services are silent is not known: the time was up first.' }).waitFor();
    const title = page.getByRole('heading', { level: 1, name: /the time was up first/ });
    expect(await title.textContent()).toMatch(/^≥\s90 records of ≥\s2 services, no errors found yet,/);
    const row = page.getByRole('row', { name: /checkout/ });
    expect(await row.locator('[data-name=records]').textContent()).toMatch(/^≥\s60$/);
    expect(await row.locator('[data-name=errors]').textContent()).toMatch(/^(none found yet|≥\s\d+ )$/);
    await close();
  });

  test('a pattern leads to its records', async () => {
    await open('/?view=patterns&q=service:checkout');
    const pattern = page.getByRole('link', { name: /order <n> accepted in <n> ms/ });
    expect(await pattern.textContent()).toMatch(/^~?60INFO/);
    await pattern.click();
    await page.locator('.row').first().waitFor();
    await eventually(() => query().inputValue()).toBe('service:checkout pattern:"order <n> accepted in <n> ms"');
    await eventually(() => page.locator('.readout-total').textContent()).toBe('60 records');
    await close();
  });

  test('a stack trace is folded to its first own frame, and the context is there', async () => {
    await open('/?view=logs&q=severity:ERROR');
    await page.locator('.row').click();
    const message = page.locator('.detail-message');
    expect(await message.textContent()).toBe('Error: no space\n    at append (/app/src/ledger.ts:7:3)');
    await page.getByRole('button', { name: 'Show 20 more lines' }).click();
    await eventually(() => message.textContent()).toContain('at lib19');
    await page.getByRole('button', { name: 'context' }).click();
    const context = page.getByLabel('payment before and after, newest first');
    await eventually(() => context.getByRole('listitem').count()).toBe(30);
    expect(await context.locator('[aria-current]').textContent()).toContain('Error: no space');
    // A neighbour that the query does not find is shown above the list.
    await context.getByRole('link').first().click();
    await page.getByText('not among the records below').waitFor();
    expect(await page.locator('.linked .detail-message').textContent()).toContain('order 1087');
    await close();
  });

  test('all records of a search come as a file', async () => {
    await open('/?view=logs&q=service:payment');
    await page.getByRole('button', { name: 'Export' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'CSV', exact: true }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('logs.csv');
    const text = await (await file.createReadStream()).setEncoding('utf8').toArray();
    expect((text.join('').match(/,payment,/g) ?? []).length).toBe(30);
    await close();
  });

  test('a search is saved under a name, opened by its short link, and deleted', async () => {
    await open('/?view=logs&q=service:payment&from=1h');
    await page.getByRole('button', { name: 'Saved' }).click();
    await page.getByLabel('Name of this search').fill('the payments');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('link', { name: 'the payments' }).waitFor();
    const { searches } = (await (await fetch(`${search.url}/searches`)).json()) as { searches: { link: string }[] };
    await page.goto(`${search.url}${searches[0]?.link}`);
    await page.locator('.row').first().waitFor();
    await eventually(() => query().inputValue()).toBe('service:payment');
    await page.getByRole('button', { name: 'last hour' }).waitFor();
    await page.getByRole('button', { name: 'Saved' }).click();
    await page.getByRole('button', { name: 'Delete the payments' }).click();
    await page.getByText('Nothing is saved yet.').waitFor();
    await close();
  });

  test('a dead letter is shown with its bytes as text, and given up after it was said what that means', async () => {
    await open('/?view=dead-letters');
    await page.getByRole('button', { name: /body-corrupt/ }).click();
    await page.getByText('{"message": "<img src=x onerror=alert(1)>').waitFor();
    const why = (await page.locator('.letter-why').textContent()) ?? '';
    expect(why).not.toBe('');
    const facts = page.getByRole('region', { name: 'Dead letter', exact: true }).getByRole('row');
    // The line is cut where it is longer than the screen; below it the reason stands whole.
    await facts.filter({ hasText: /^why/ }).getByText(why, { exact: true }).waitFor();
    expect(await facts.filter({ hasText: /^size/ }).textContent()).toMatch(/application\/json, gzip$/);
    await page.getByRole('button', { name: 'Replay this' }).click();
    await page.getByRole('dialog').getByText('0 letters would be stored now, 1 would come back').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Discard this' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Discard now' }).click();
    await page.getByRole('heading', { name: 'No dead letters' }).waitFor();
    await page.getByLabel('show settled').check();
    await page.getByRole('button', { name: /body-corrupt.*discarded/ }).waitFor();
    await close();
  });

  test('the ledger accounts for every record, and leads to the dead ones', async () => {
    await open('/?view=ledger');
    await page.getByRole('heading', { name: 'Every one of 91 records is accounted for' }).waitFor();
    await page
      .getByRole('row', { name: /legacy/ })
      .getByRole('link', { name: '1' })
      .click();
    await page.getByLabel('show settled').waitFor();
    await close();
  });
});
