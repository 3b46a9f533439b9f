import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noBrowser } from '../../harness/page/browser.ts';
import { openPageSystem, type PageSystem, pageRecord } from '../../harness/page/page-system.ts';
import { eventually } from '../../harness/wait-for.ts';

/** The filters beside the records: what was chosen or excluded, and what could be. */
describe.skipIf(noBrowser)('filters', () => {
  let system: PageSystem;

  beforeAll(async () => {
    const now = Date.now();
    const records = Array.from({ length: 240 }, (_, index) => {
      const service = ['shop', 'bank', 'cart'][index % 3] ?? '';
      const attributes = { region: `r${index % 4}`, level: `floor-${index % 2}` };
      return pageRecord(now - 60_000 + index, service, index % 10 === 0 ? 'ERROR' : 'INFO', `tick ${index}`, {
        attributes,
      });
    });
    system = await openPageSystem(records);
  });
  afterAll(() => system?.[Symbol.asyncDispose]());

  const open = async (width: number, q = '') => {
    const url = `${system.search.url}/?view=logs&q=${encodeURIComponent(q)}`;
    const page = await system.browser.open(url, { viewport: { width, height: 900 } });
    await page.locator('.histogram').waitFor();
    if (width < 500) await page.getByRole('button', { name: 'Filters' }).click();
    await page.locator('.facet-value').first().waitFor();
    return page;
  };
  const valuesOf = (page: Page, name: string) => async () => {
    const texts = await page.getByRole('region', { name, exact: true }).locator('.facet-main').allTextContents();
    return texts;
  };

  test.each([1440, 390])('keep the other values in sight, and what is excluded, at %i px', async (width) => {
    const page = await open(width);
    await page.getByRole('button', { name: /^shop/ }).click();
    await eventually(() => page.locator('.readout-total').textContent()).toBe('80 records');
    await eventually(valuesOf(page, 'service')).toEqual(['bank80', 'cart80', 'shop80']);
    await eventually(valuesOf(page, 'severity')).toEqual(['ERROR8', 'INFO72']);
    await page.getByRole('button', { name: 'Exclude INFO' }).click();
    await eventually(() => page.locator('.readout-total').textContent()).toBe('8 records');
    await eventually(valuesOf(page, 'severity')).toEqual(['ERROR8', 'INFO72']);
    await eventually(valuesOf(page, 'service')).toEqual(['bank8', 'cart8', 'shop8']);
    expect(await page.getByRole('button', { name: 'Exclude INFO' }).getAttribute('aria-pressed')).toBe('true');
    await page.getByRole('button', { name: /^bank/ }).click();
    await eventually(() => page.locator('.readout-total').textContent()).toBe('16 records');
    expect(system.browser.faults).toEqual([]);
    await page.context().close();
  });

  test('count spellings that a click does not tell apart as one, and so do the overview and completion', async () => {
    const now = Date.now() - 60_000;
    const record = (service: string, size: string, message = 'ok') =>
      pageRecord(now, service, 'ERROR', message, { attributes: { size } });
    await using other = await openPageSystem([
      ...[record('Checkout', 'Big'), record('checkout', 'big'), record('checkout', 'BIG'), record('mail', 'small')],
    ]);
    const page = await other.browser.open(`${other.search.url}/?view=overview`);
    await page.locator('.services tbody tr').first().waitFor();
    expect(await page.locator('.services tbody [data-name=records]').allTextContents()).toEqual(['3', '1']);
    await page.locator('.services tbody a').first().click();
    await eventually(() => page.locator('.readout-total').textContent()).toBe('3 records');
    await page.getByRole('button', { name: 'Clear the query' }).click();
    await eventually(valuesOf(page, 'service')).toEqual(['checkout3', 'mail1']);
    await page.locator('summary[title=size]').click();
    await page.getByRole('button', { name: /^(big|Big|BIG)/ }).click();
    await eventually(() => page.locator('.readout-total').textContent()).toBe('3 records');
    await page.getByLabel('Query', { exact: true }).fill('service:c');
    await eventually(() => page.locator('.choice').allTextContents()).toEqual(['checkout3']);
  });

  test('by the value of an attribute can be asked for where it is empty, and where it cannot, it says why', async () => {
    const attributes = { empty: '', nothing: null, short: 'x', long: 'long '.repeat(80) };
    const now = Date.now() - 60_000;
    await using other = await openPageSystem([
      pageRecord(now, 'shop', 'INFO', 'with attributes', { attributes, severityText: 'information' }),
      pageRecord(now, 'shop', 'INFO', 'without any'),
    ]);
    for (const width of [1440, 390]) {
      const page = await other.browser.open(`${other.search.url}/?view=logs&q=attributes`, {
        viewport: { width, height: 900 },
      });
      await page.locator('.row').first().click();
      const button = (name: string | RegExp) => page.locator('.fields').getByRole('button', { name });
      for (const name of [/^Only long long/, /^Not long long/, /^Only severityText/]) {
        expect(await button(name).getAttribute('aria-disabled')).toBe('true');
        expect(await button(name).getAttribute('title')).toMatch(/^Not a filter: /);
        expect(await button(name).getAttribute('aria-description')).toMatch(/^Not a filter: /);
      }
      const address = page.url();
      await button(/^Only long long/).click({ force: true });
      expect(page.url()).toBe(address);
      for (const name of ['empty', 'nothing']) {
        await page.goto(`${other.search.url}/?view=logs`);
        await page.locator('.row').nth(1).waitFor();
        await page.locator('.row', { hasText: 'with attributes' }).click();
        await button(`Only ${name}`).click();
        await eventually(() => page.locator('.row').count()).toBe(1);
        expect(await page.locator('.row').textContent()).toContain('with attributes');
      }
      await page.context().close();
    }
  });

  test('list what is chosen where no record has it', async () => {
    const page = await open(1440, 'service:gone tick');
    await eventually(valuesOf(page, 'service')).toEqual(['bank80', 'cart80', 'shop80', 'gone0']);
    await page.getByRole('button', { name: /^gone/ }).click();
    await eventually(() => page.locator('.readout-total').textContent()).toBe('240 records');
    await page.context().close();
  });

  test('of an attribute keep its other values, whatever its name is', async () => {
    const page = await open(1440);
    await page.getByText('level', { exact: true }).click();
    const floor = page.getByRole('button', { name: /^floor-1/ });
    await floor.click();
    await eventually(() => page.locator('.readout-total').textContent()).toBe('120 records');
    expect(new URL(page.url()).searchParams.get('q')).toBe('attributes.level:("floor-1")');
    await page.getByRole('button', { name: /^floor-0/ }).waitFor();
    await eventually(() => floor.getAttribute('aria-pressed')).toBe('true');
    await page.context().close();
  });

  test.each([
    ['level:error', 'INFO', 'severity:(ERROR OR INFO)', '240 records'],
    ['severity:>=WARN', 'INFO', 'severity:INFO', '216 records'],
    ['app:bank', 'shop', 'service:(bank OR shop)', '160 records'],
    ['app:ban*', 'shop', 'service:shop', '80 records'],
    ['severity:ERROR OR tick', 'INFO', '(severity:ERROR OR tick) severity:INFO', '216 records'],
  ])('agree with the click however the query is spelt: %s', async (query, value, expected, total) => {
    const page = await open(1440, query);
    await page.getByRole('button', { name: new RegExp(`^${value}`) }).click();
    await eventually(() => page.locator('.readout-total').textContent()).toBe(total);
    expect(new URL(page.url()).searchParams.get('q')).toBe(expected);
    await page.context().close();
  });

  test('show what is excluded in another spelling, and allow it again', async () => {
    const page = await open(1440, '-level:info tick');
    const info = page.getByRole('button', { name: 'Exclude INFO' });
    await eventually(() => info.getAttribute('aria-pressed')).toBe('true');
    await info.click();
    await eventually(() => page.locator('.readout-total').textContent()).toBe('240 records');
    expect(new URL(page.url()).searchParams.get('q')).toBe('tick');
    await page.context().close();
  });
});
