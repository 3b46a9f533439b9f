import { describe, expect, test } from 'vitest';
import { noBrowser } from '../harness/page/browser.ts';
import { useOnePage } from '../harness/page/one-page.ts';
import { shopWithIncident } from '../harness/page/page-system.ts';
import { eventually } from '../harness/wait-for.ts';

/** Where the focus is after each action: never lost, so that letters typed on are not keys of the page by surprise. */
describe.skipIf(noBrowser)('the focus', () => {
  const one = useOnePage(() => shopWithIncident(Date.now()));
  const { open, query, parameter } = one;
  /** The element that has the focus, as a CSS selector says it: `button.quiet`, `body`. */
  const focused = () =>
    one.page.evaluate(() => {
      // biome-ignore lint/suspicious/noExplicitAny: this runs in the browser, whose types are not here
      const { tagName, className } = (globalThis as any).document.activeElement;
      return [tagName.toLowerCase(), ...className.split(' ').filter((name: string) => name !== '')].join('.');
    });

  test('stays in the query, so that letters typed on belong to it, after a good query and after a wrong one', async () => {
    await open('/?view=logs');
    await query().fill('service:ledger');
    await query().press('Enter');
    await eventually(() => one.page.locator('.row').count()).toBe(35);
    await one.page.keyboard.type(' gd');
    await eventually(() => query().inputValue()).toBe('service:ledger gd');
    expect(parameter('view')).toBe('logs');
    await query().fill('(disk');
    await query().press('Enter');
    await one.page.getByRole('alert').waitFor();
    await one.page.keyboard.press('End');
    await one.page.keyboard.type(')');
    await one.page.keyboard.press('Enter');
    await eventually(() => parameter('q')).toBe('(disk)');
    await one.page.getByRole('alert').waitFor({ state: 'detached' });
    await one.page.goBack();
    await one.page.goBack();
    await eventually(() => query().inputValue()).toBe('service:ledger');
    await eventually(focused).toBe('input.query-input');
    await one.page.keyboard.press('Home');
    await one.page.getByRole('button', { name: 'Clear the query' }).click();
    await one.page.keyboard.type('disk');
    await eventually(() => query().inputValue()).toBe('disk');
  });

  test('in patterns stays in the query as well', async () => {
    await open('/?view=patterns');
    await one.page.locator('.pattern').first().waitFor();
    await one.page.keyboard.press('/');
    await one.page.keyboard.type('device');
    await one.page.keyboard.press('Enter');
    await eventually(() => one.page.locator('.pattern').count()).toBe(1);
    await one.page.keyboard.type('gd');
    await eventually(() => query().inputValue()).toBe('devicegd');
  });

  test('comes to the end of the query with /, and the next letter adds to it', async () => {
    await open('/?view=logs&q=service:ledger');
    await one.page.locator('.row').first().waitFor();
    await one.page.keyboard.press('/');
    await one.page.keyboard.type(' disk');
    await eventually(() => query().inputValue()).toBe('service:ledger disk');
  });

  test('goes back to the button of a panel that was closed', async () => {
    await open('/?view=logs&q=service:ledger');
    const range = one.page.locator('.bar .time > button');
    await range.click();
    await one.page.getByRole('button', { name: 'last hour' }).click();
    await eventually(() => parameter('from')).toBe('1h');
    await eventually(focused).toBe('button');
    await eventually(() => range.evaluate((button) => button.matches(':focus'))).toBe(true);
    await range.click();
    await one.page.getByLabel('To', { exact: true }).focus();
    await one.page.keyboard.press('Enter');
    await one.page.getByLabel('To', { exact: true }).waitFor({ state: 'detached' });
    await eventually(() => range.evaluate((button) => button.matches(':focus'))).toBe(true);
    const saved = one.page.getByRole('button', { name: 'Saved' });
    await saved.click();
    await one.page.getByLabel('Name of this search').fill('the ledger');
    await one.page.keyboard.press('Enter');
    const link = one.page.getByRole('link', { name: 'the ledger' });
    await link.waitFor();
    await eventually(focused).toBe('input');
    await one.page.getByRole('button', { name: 'Delete the ledger' }).click();
    await link.waitFor({ state: 'detached' });
    await eventually(focused).not.toBe('body');
    await one.page.keyboard.press('Escape');
    await eventually(() => saved.evaluate((button) => button.matches(':focus'))).toBe(true);
  });

  test('is held nearby when what had it is taken away', async () => {
    await open('/?view=logs');
    await one.page.locator('.row').nth(3).click();
    await one.page.getByRole('button', { name: 'Only service' }).click();
    await one.page.getByLabel('Record', { exact: true }).waitFor({ state: 'detached' });
    await eventually(focused).not.toBe('body');
    await one.page.locator('.list[data-stale=false][aria-busy=false]').waitFor();
    // A row that is scrolled out of sight: keys still scroll the list.
    await one.page.keyboard.press('g');
    await one.page.keyboard.press('g');
    await eventually(focused).toBe('div.row');
    const list = one.page.locator('.list');
    await list.evaluate((element) => element.scrollTo(0, 3000));
    await one.page.locator('.row[data-index="0"]').waitFor({ state: 'detached' });
    const before = await list.evaluate(({ scrollTop }) => scrollTop);
    await one.page.keyboard.press('PageDown');
    await eventually(() => list.evaluate(({ scrollTop }) => scrollTop)).toBeGreaterThan(before);
  });

  test('is in the view that a link leads to, and a press beside everything gives it up', async () => {
    await open('/?view=patterns');
    await one.page.locator('.pattern a').first().click();
    await one.page.locator('.row').first().waitFor();
    await eventually(focused).toBe('main.logs');
    await one.page.locator('.readout').click({ position: { x: 2, y: 2 } });
    await one.page.keyboard.press('j');
    await eventually(focused).toBe('div.row');
  });
});
