import type { NormalisedRecord } from '@logwarren/contract';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HOSTILE_TEXTS } from '../../fixtures/hostile-texts.ts';
import { noBrowser } from '../../harness/page/browser.ts';
import { openPageSystem, type PageSystem, pageRecord } from '../../harness/page/page-system.ts';
import { eventually } from '../../harness/wait-for.ts';

/** Every program that logs can write to this page. Skipped without a browser: `noBrowser` says why. */
describe.skipIf(noBrowser)('text of records', () => {
  const trace = 'a'.repeat(32);
  let system: PageSystem;

  beforeAll(async () => {
    const now = Date.now();
    // Each in every place that a sender decides on: message, service, names and values of attributes.
    const records = HOSTILE_TEXTS.map((text, index): NormalisedRecord => {
      const attributes = { [text.slice(0, 120)]: text, plain: text };
      const more = { traceId: trace, severityText: text.slice(0, 32), attributes };
      return pageRecord(now - index * 1000 - 1000, text.slice(0, 100), 'ERROR', `${text}\n    at ${text}`, more);
    });
    system = await openPageSystem(records);
  });
  afterAll(() => system?.[Symbol.asyncDispose]());

  /** Effects that no text of a record may have. */
  const expectHarmless = async (page: Page) => {
    expect(system.browser.faults).toEqual([]);
    const found = await page.evaluate(() => {
      // biome-ignore lint/suspicious/noExplicitAny: this runs in the browser, whose types are not here
      const { document, location } = globalThis as any;
      const elements = 'script:not([src^="/assets/"]), iframe, object, embed, base, form[action], img, template, style';
      return {
        inserted: document.querySelectorAll(`body :is(${elements}), body [onload], body [onerror], body [ontoggle]`)
          .length,
        links: [...document.querySelectorAll('a')].filter(({ href }) => !href.startsWith(location.origin)).length,
        polluted: 'polluted' in {},
      };
    });
    expect(found).toEqual({ inserted: 0, links: 0, polluted: false });
  };

  test('is text in the overview', async () => {
    const page = await system.browser.open(`${system.search.url}/`);
    await page.getByRole('rowheader', { name: '<img src=x onerror=alert(1)>' }).first().waitFor();
    await eventually(() => page.locator('.services-message').count()).toBeGreaterThan(20);
    await expectHarmless(page);
    await page.context().close();
  });

  test('is text in rows, facets and the open record, whichever it is', async () => {
    const page = await system.browser.open(`${system.search.url}/?view=logs`, {
      viewport: { width: 1400, height: 1000 },
    });
    await eventually(() => page.locator('.row').count()).toBe(HOSTILE_TEXTS.length);
    await page.locator('.facet-value').nth(10).waitFor();
    for (let index = 0; index < HOSTILE_TEXTS.length; index++) {
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await eventually(() => page.locator('.row[aria-expanded=true]').getAttribute('data-index')).toBe(String(index));
      await page.getByRole('button', { name: 'JSON', exact: true }).click();
      await page.locator('.detail-json').waitFor();
    }
    await page.locator('details.facet summary').first().click();
    await expectHarmless(page);
    await page.context().close();
  });

  test('is text in patterns and in the ledger', async () => {
    const page = await system.browser.open(`${system.search.url}/?view=patterns`);
    await eventually(() => page.locator('.pattern').count()).toBeGreaterThan(20);
    await expectHarmless(page);
    await page.goto(`${system.search.url}/?view=ledger`);
    await page.locator('.ledger tbody tr').nth(10).waitFor();
    await expectHarmless(page);
    await page.context().close();
  });

  test('is text in the names of saved searches', async () => {
    const headers = { 'content-type': 'application/json' };
    for (const text of HOSTILE_TEXTS) {
      const body = JSON.stringify({ name: text.slice(0, 100) });
      const { status } = await fetch(`${system.search.url}/searches`, { method: 'POST', headers, body });
      expect(status).toBe(201);
    }
    const page = await system.browser.open(`${system.search.url}/?view=logs`);
    await page.getByRole('button', { name: 'Saved' }).click();
    await eventually(() => page.locator('.saved-name').count()).toBe(HOSTILE_TEXTS.length);
    await expectHarmless(page);
    await page.context().close();
  });

  test('is text when it comes from the address, in the query and in its error', async () => {
    const page = await system.browser.open(system.search.url);
    for (const text of HOSTILE_TEXTS) {
      const parameters = new URLSearchParams({ view: 'logs', q: text, from: text, record: text });
      await page.goto(`${system.search.url}/?${parameters}`);
      await page.locator('.notice, .query-error').first().waitFor();
      await expectHarmless(page);
    }
    await page.context().close();
  });

  test('is searched for as it stands when its value is clicked', async () => {
    const page = await system.browser.open(`${system.search.url}/?view=logs`);
    await page.locator('.row').nth(2).click();
    await page.locator('.fields tr', { hasText: 'plain' }).getByRole('button', { name: 'Only' }).click();
    await eventually(() => page.locator('.row').count()).toBe(1);
    expect(await page.locator('.row').textContent()).toContain('<img src=x onerror=alert(1)>');
    await expectHarmless(page);
    await page.context().close();
  });

  test('finds its record when the value of any attribute is clicked, whatever the name is', async () => {
    const names = ['odd name', 'co:lon', 'qu"ote', 'st*ar', 'par(en)', 'back\\slash', '-minus', '3d', 'level'];
    const values = ['plain', 'two words', 'qu"ote', 'x) OR (y', '*', 'back\\slash', '7.50'];
    const attributes = Object.fromEntries(names.map((name, index) => [name, values[index % values.length] ?? '']));
    await using other = await openPageSystem([
      pageRecord(Date.now() - 2_000, 'shop', 'INFO', 'the one', { attributes }),
      pageRecord(Date.now() - 1_000, 'shop', 'INFO', 'another', { attributes: { plain: 'two words qu"ote 7.50 *' } }),
    ]);
    const page = await other.browser.open('about:blank');
    for (const name of names) {
      for (const button of ['=', '≠']) {
        await page.goto(`${other.search.url}/?view=logs`);
        await page.locator('.row', { hasText: 'the one' }).click();
        const row = page.locator('.fields tr').filter({ has: page.locator('th').getByText(name, { exact: true }) });
        await row
          .getByRole('button', { name: button, exact: true })
          .or(row.getByText(button, { exact: true }))
          .click();
        await eventually(() => page.locator('.row').count()).toBe(1);
        const message = await page.locator('.row-message').textContent();
        expect(message, `${button} ${name}`).toBe(button === '=' ? 'the one' : 'another');
      }
    }
    // A facet asks for the same, and knows that it does.
    await page.goto(`${other.search.url}/?view=logs`);
    await page.locator('details.facet summary', { hasText: 'odd name' }).click();
    await page.locator('.facet-main', { hasText: 'plain' }).click();
    await page.locator('.facet-main[aria-pressed=true]', { hasText: 'plain' }).waitFor();
    await eventually(() => page.getByLabel('Query', { exact: true }).inputValue()).toBe('"odd name":("plain")');
    await eventually(() => page.locator('.row').count()).toBe(1);
    expect(other.browser.faults).toEqual([]);
  });
});

describe('the policy of the page', () => {
  test.skipIf(noBrowser)('refuses a script that got into the document all the same', async () => {
    await using system = await openPageSystem([]);
    const page = await system.browser.open(system.search.url);
    const outcome = await page.evaluate(() => {
      // biome-ignore lint/suspicious/noExplicitAny: this runs in the browser, whose types are not here
      const { document } = globalThis as any;
      try {
        document.body.innerHTML = '<img src=x onerror="document.title = `run`">';
        return 'inserted';
      } catch (error) {
        return String(error);
      }
    });
    expect(outcome).toContain('TrustedHTML');
    expect(system.browser.faults.splice(0).join()).toContain('Trusted');
  });
});
