import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../../harness/apps/run-command.ts';
import { noBrowser } from '../../harness/page/browser.ts';
import { openPageSystem, type PageSystem, pageRecord } from '../../harness/page/page-system.ts';
import { eventually } from '../../harness/wait-for.ts';

/** Completion finds every value, and counts what choosing it would find. */
describe.skipIf(noBrowser)('completion', () => {
  let system: PageSystem;

  beforeAll(async () => {
    const now = Date.now();
    const records = Array.from({ length: 240 }, (_, n) => {
      const service = `service-${String(n).padStart(3, '0')}`;
      // The first ones have most records; the one that is looked for is among the last in every order.
      return Array.from({ length: n < 60 ? 3 : 1 }, (_, index) => {
        const severity = index === 2 ? 'ERROR' : 'INFO';
        return pageRecord(now - 60_000 + n, service, severity, 'tick', { attributes: { [`only-${severity}`]: n } });
      });
    });
    system = await openPageSystem(records.flat());
  });
  afterAll(() => system?.[Symbol.asyncDispose]());

  test.each([1440, 390])('finds a service however many there are before it, at %i px', async (width) => {
    const page = await system.browser.open(`${system.search.url}/?view=logs`, { viewport: { width, height: 900 } });
    await page.locator('.row').first().waitFor();
    await page.getByLabel('Query', { exact: true }).pressSequentially('service:service-19');
    await page.getByRole('option', { name: 'service-199' }).waitFor();
    expect(await page.getByRole('listbox', { name: 'Completions' }).getByRole('option').count()).toBe(10);
    expect(system.browser.faults).toEqual([]);
    await page.context().close();
  });

  test('counts among the records that the rest of the query finds, and the same again', async () => {
    const page = await system.browser.open(`${system.search.url}/?view=logs&q=service:service-001`);
    await page.locator('.row').first().waitFor();
    const box = page.getByLabel('Query', { exact: true });
    const list = page.getByRole('listbox', { name: 'Completions' });
    const options = () => list.getByRole('option').allTextContents();
    await box.fill('severity:ERROR service:service-00');
    await eventually(async () => (await options()).slice(0, 2)).toEqual(['service-0001', 'service-0011']);
    await box.fill('service:service-001 severity:');
    await eventually(options).toEqual(['INFO2', 'ERROR1']);
    await box.fill('severity:ERROR only');
    await eventually(options).toEqual(['only-ERROR:60']);
    await box.fill('service:service-001 OR severity:E');
    await eventually(options).toEqual(['ERROR60']);
    // A query that cannot be read yet narrows nothing.
    await box.fill('status:>= severity:E');
    await eventually(options).toEqual(['ERROR60']);
    await page.context().close();
  });

  test('of the command line does so too', async () => {
    const suggest = async (line: string) => {
      const { out } = await runCommand(['__complete', 'fish', line], { LOGWARREN_URL: system.search.url });
      return out.trim().split('\n');
    };
    expect(await suggest('logwarren search service:service-199')).toEqual(['service:service-199\t1 record']);
    expect(await suggest('logwarren search severity:ERROR service:service-00')).toContain(
      'service:service-001\t1 record',
    );
  });
});
