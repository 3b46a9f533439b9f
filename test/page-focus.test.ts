import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { noBrowser } from './harness/browser.ts';
import { eventually } from './harness/eventually.ts';
import { openPageSystem, type PageSystem, shopWithIncident } from './harness/page-system.ts';

/** Where the focus is after each action: never lost, so that letters typed on are not keys of the page by surprise. */
describe.skipIf(noBrowser)('the focus', () => {
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
  const query = () => page.getByLabel('Query', { exact: true });
  const parameter = (name: string) => new URL(page.url()).searchParams.get(name);
  /** The element that has the focus, as a CSS selector says it: `button.quiet`, `body`. */
  const focused = () =>
    page.evaluate(() => {
      // biome-ignore lint/suspicious/noExplicitAny: this runs in the browser, whose types are not here
      const { tagName, className } = (globalThis as any).document.activeElement;
      return [tagName.toLowerCase(), ...className.split(' ').filter((name: string) => name !== '')].join('.');
    });

  test('stays in the query, so that letters typed on belong to it, after a good query and after a wrong one', async () => {
    await open('/?view=logs');
    await query().fill('service:ledger');
    await query().press('Enter');
    await eventually(() => page.locator('.row').count()).toBe(35);
    await page.keyboard.type(' gd');
    expect(await query().inputValue()).toBe('service:ledger gd');
    expect(parameter('view')).toBe('logs');
    await query().fill('(disk');
    await query().press('Enter');
    await page.getByRole('alert').waitFor();
    await page.keyboard.press('End');
    await page.keyboard.type(')');
    await page.keyboard.press('Enter');
    await eventually(() => parameter('q')).toBe('(disk)');
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await page.goBack();
    await page.goBack();
    await eventually(() => query().inputValue()).toBe('service:ledger');
    expect(await focused()).toBe('input.query-input');
    await page.keyboard.press('Home');
    await page.getByRole('button', { name: 'Clear the query' }).click();
    await page.keyboard.type('disk');
    expect(await query().inputValue()).toBe('disk');
  });

  test('in patterns stays in the query as well', async () => {
    await open('/?view=patterns');
    await page.locator('.pattern').first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('device');
    await page.keyboard.press('Enter');
    await eventually(() => page.locator('.pattern').count()).toBe(1);
    await page.keyboard.type('gd');
    expect(await query().inputValue()).toBe('devicegd');
  });

  test('comes to the end of the query with /, and the next letter adds to it', async () => {
    await open('/?view=logs&q=service:ledger');
    await page.locator('.row').first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type(' disk');
    expect(await query().inputValue()).toBe('service:ledger disk');
  });

  test('goes back to the button of a panel that was closed', async () => {
    await open('/?view=logs&q=service:ledger');
    const range = page.locator('.bar .time > button');
    await range.click();
    await page.getByRole('button', { name: 'last hour' }).click();
    await eventually(() => parameter('from')).toBe('1h');
    expect(await focused()).toBe('button');
    expect(await range.evaluate((button) => button.matches(':focus'))).toBe(true);
    await range.click();
    await page.getByLabel('To', { exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('To', { exact: true }).waitFor({ state: 'detached' });
    expect(await range.evaluate((button) => button.matches(':focus'))).toBe(true);
    const saved = page.getByRole('button', { name: 'Saved' });
    await saved.click();
    await page.getByLabel('Name of this search').fill('the ledger');
    await page.keyboard.press('Enter');
    const link = page.getByRole('link', { name: 'the ledger' });
    await link.waitFor();
    expect(await focused()).toBe('input');
    await page.getByRole('button', { name: 'Delete the ledger' }).click();
    await link.waitFor({ state: 'detached' });
    expect(await focused()).not.toBe('body');
    await page.keyboard.press('Escape');
    expect(await saved.evaluate((button) => button.matches(':focus'))).toBe(true);
  });

  test('is held nearby when what had it is taken away', async () => {
    await open('/?view=logs');
    await page.locator('.row').nth(3).click();
    await page.getByRole('button', { name: 'Only service' }).click();
    await page.getByLabel('Record', { exact: true }).waitFor({ state: 'detached' });
    expect(await focused()).not.toBe('body');
    await page.locator('.list[data-stale=false][aria-busy=false]').waitFor();
    // A row that is scrolled out of sight: keys still scroll the list.
    await page.keyboard.press('g');
    await page.keyboard.press('g');
    await eventually(focused).toBe('div.row');
    const list = page.locator('.list');
    await list.evaluate((element) => element.scrollTo(0, 3000));
    await page.locator('.row[data-index="0"]').waitFor({ state: 'detached' });
    const before = await list.evaluate(({ scrollTop }) => scrollTop);
    await page.keyboard.press('PageDown');
    await eventually(() => list.evaluate(({ scrollTop }) => scrollTop)).toBeGreaterThan(before);
  });

  test('is in the view that a link leads to, and a press beside everything gives it up', async () => {
    await open('/?view=patterns');
    await page.locator('.pattern a').first().click();
    await page.locator('.row').first().waitFor();
    expect(await focused()).toBe('main.logs');
    await page.locator('.readout').click({ position: { x: 2, y: 2 } });
    await page.keyboard.press('j');
    await eventually(focused).toBe('div.row');
  });
});
