import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PATTERNED } from '../../fixtures/hostile-patterns.ts';
import { noBrowser } from '../../harness/page/browser.ts';
import { openPageSystem, type PageSystem, pageRecord } from '../../harness/page/page-system.ts';
import { eventually } from '../../harness/wait-for.ts';

/** The number beside a pattern is the number of records that a click on it shows. */
describe.skipIf(noBrowser)('a click on a pattern', () => {
  let system: PageSystem;

  beforeAll(async () => {
    const now = Date.now();
    const records = PATTERNED.flatMap((kind, k) =>
      Array.from({ length: k + 1 }, (_, n) => pageRecord(now - 60_000 + n, 'shop', 'INFO', kind(n + 1))),
    );
    system = await openPageSystem(records);
  });
  afterAll(() => system?.[Symbol.asyncDispose]());

  test.each([1440, 390])('finds as many records as it says, at %i px', async (width) => {
    const page = await system.browser.open(`${system.search.url}/?view=patterns`, {
      viewport: { width, height: 900 },
    });
    const rows = page.locator('.pattern');
    await rows.first().waitFor();
    const patterns = await rows.evaluateAll((elements) =>
      // biome-ignore lint/suspicious/noExplicitAny: this runs in the browser, whose types are not here
      elements.map((element: any) => ({
        count: element.querySelector('.pattern-count').textContent as string,
        text: element.querySelector('.pattern-text').textContent as string,
      })),
    );
    expect(patterns.map(({ text }) => text)).toContain('POST /api/checkout <n> <n>ms');
    expect(patterns.length).toBeGreaterThanOrEqual(PATTERNED.length - 2);
    for (const [index, { count }] of patterns.entries()) {
      await rows.nth(index).getByRole('link').click();
      await page.locator('.row').first().waitFor();
      await eventually(() => page.locator('.readout-total').textContent()).toBe(
        `${count} ${count === '1' ? 'record' : 'records'}`,
      );
      await page.goBack();
      await rows.first().waitFor();
    }
    expect(system.browser.faults).toEqual([]);
    await page.context().close();
  });

  test('says what it looked for when no record has matched', async () => {
    const page = await system.browser.open(`${system.search.url}/?view=patterns&q=nowhere`);
    const nothing = page.locator('.nothing');
    await nothing.waitFor();
    await eventually(() => nothing.textContent()).toContain('No record matches');
    expect(await nothing.locator('code').first().textContent()).toBe('nowhere');
    await nothing.getByRole('button', { name: 'Show all records of this time' }).click();
    await page.locator('.pattern').first().waitFor();
    expect(system.browser.faults).toEqual([]);
    await page.context().close();
  });
});
