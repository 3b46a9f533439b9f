import axe from 'axe-core';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTcpProxy, type TcpProxy } from '../harness/broker/tcp-proxy.ts';
import { noBrowser } from '../harness/page/browser.ts';
import { openPageSystem, type PageSystem, shopWithIncident } from '../harness/page/page-system.ts';
import { testServers } from '../harness/test-servers.ts';
import { eventually } from '../harness/wait-for.ts';

/** Most bytes of a first load of the logs, compressed, and of the part without which nothing is shown. */
const FIRST_LOAD_BYTES = 130 * 1024;
const FIRST_SCRIPT_BYTES = 100 * 1024;

const PHONE = { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true } as const;
const LOOKS: Record<string, BrowserContextOptions> = {
  'a light screen': { colorScheme: 'light' },
  'a dark screen': { colorScheme: 'dark' },
  'a phone': { ...PHONE, colorScheme: 'dark' },
};

/** Skipped where there is no browser: `noBrowser` says why. */
describe.skipIf(noBrowser)('the page', () => {
  let system: PageSystem;
  let proxy: TcpProxy;

  beforeAll(async () => {
    proxy = await openTcpProxy(testServers().mongoUrl);
    system = await openPageSystem(shopWithIncident(Date.now()), (databaseUrl) => {
      const url = new URL(databaseUrl);
      url.host = new URL(proxy.url).host;
      return { MONGO_URL: url.href };
    });
  });
  afterAll(async () => {
    await system?.[Symbol.asyncDispose]();
    await proxy?.[Symbol.asyncDispose]();
  });

  /** Faults that axe finds at least serious, each with its first place. */
  const seriousFaults = async (page: Page): Promise<string[]> => {
    await page.evaluate(axe.source);
    // biome-ignore lint/suspicious/noExplicitAny: this runs in the browser, whose types are not here
    const { violations } = await page.evaluate(() => (globalThis as any).axe.run());
    return (violations as axe.Result[])
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
  };

  describe.each(Object.entries(LOOKS))('on %s', (_name, look) => {
    test('has no serious fault of access in any view', async () => {
      const page = await system.browser.open(system.search.url, look);
      await eventually(() => page.locator('.services-message').count()).toBe(3);
      expect(await seriousFaults(page)).toEqual([]);
      await page.goto(`${system.search.url}/?view=logs`);
      await page.locator('.row[data-severity=ERROR]').first().click();
      await page.getByLabel('Record', { exact: true }).waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      await page.getByRole('button', { name: 'last 15 min' }).click();
      expect(await seriousFaults(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Keyboard help' }).click();
      expect(await seriousFaults(page)).toEqual([]);
      await page.goto(`${system.search.url}/?view=logs&q=(`);
      await page.getByRole('alert').waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      await page.goto(`${system.search.url}/?view=logs&q=nothing-has-this-word`);
      await page.getByRole('heading', { name: 'No record matches' }).waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      await page.getByRole('button', { name: 'Saved' }).click();
      await page.getByLabel('Name of this search').waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      for (const [view, awaited] of [
        ['patterns', '.pattern'],
        ['dead-letters', 'h2'],
        ['ledger', '.ledger tbody tr'],
        ['logs&live=1', '.live-bar'],
      ]) {
        await page.goto(`${system.search.url}/?view=${view}`);
        await page
          .locator(awaited ?? '')
          .first()
          .waitFor();
        expect(await seriousFaults(page), view).toEqual([]);
      }
      expect(system.browser.faults).toEqual([]);
      await page.context().close();
    });
  });

  test('does not scroll sideways on a phone, and filters fold away', async () => {
    const page = await system.browser.open(`${system.search.url}/?view=logs`, PHONE);
    await page.locator('.row').first().click();
    await page.getByLabel('Record', { exact: true }).waitFor();
    // biome-ignore lint/suspicious/noExplicitAny: this runs in the browser, whose types are not here
    const overhang = () => page.evaluate(() => (globalThis as any).document.documentElement.scrollWidth - 390);
    expect(await overhang()).toBe(0);
    await page.getByRole('button', { name: 'Filters' }).click();
    await page.getByRole('button', { name: 'ledger' }).first().click();
    await page.getByRole('button', { name: 'Back to the records' }).click();
    await eventually(() => page.locator('.row-service').first().textContent()).toBe('ledger');
    await page.goto(system.search.url);
    await page.locator('.services tbody tr').first().waitFor();
    expect(await overhang()).toBe(0);
    await page.context().close();
  });

  test('shows itself after less than 100 KB of script', async () => {
    const html = await (await fetch(system.search.url, { headers: { accept: 'text/html' } })).text();
    const files = [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(0);
    let bytes = 0;
    for (const file of files) {
      const { headers } = await fetch(new URL(file, system.search.url), { headers: { 'accept-encoding': 'br' } });
      expect(headers.get('content-encoding')).toBe('br');
      bytes += Number(headers.get('content-length'));
    }
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(FIRST_SCRIPT_BYTES);
  });

  test('weighs less than 130 KB at the first load, and nothing of it comes from elsewhere', async () => {
    const page = await system.browser.open('about:blank');
    const assets: Promise<number>[] = [];
    page.on('response', (response) => {
      expect(new URL(response.url()).origin).toBe(system.search.url);
      const isApi = new URL(response.url()).pathname.startsWith('/logs');
      if (!isApi)
        assets.push(
          response
            .request()
            .sizes()
            .then(({ responseBodySize }) => responseBodySize),
        );
    });
    await page.goto(`${system.search.url}/?view=logs`);
    await page.locator('.row').first().waitFor();
    const bytes = (await Promise.all(assets)).reduce((sum, size) => sum + size, 0);
    expect(bytes).toBeGreaterThan(20_000);
    expect(bytes).toBeLessThan(FIRST_LOAD_BYTES);
    await page.context().close();
  });

  test('says in one line that MongoDB is away, keeps what it has, and goes on by itself', async () => {
    const page = await system.browser.open(`${system.search.url}/?view=logs&q=service:ledger`);
    await page.locator('.row').first().waitFor();
    await proxy.shut();
    await page.keyboard.press('r');
    const notice = page.getByRole('alert').getByText('MongoDB is away.');
    await notice.waitFor({ timeout: 90_000 });
    expect(await page.locator('.row').first().textContent()).toContain('no space left on device');
    expect(await seriousFaults(page)).toEqual([]);
    await proxy.open();
    await notice.waitFor({ state: 'detached', timeout: 60_000 });
    expect(await page.locator('.row').first().textContent()).toContain('no space left on device');
    await page.context().close();
  });
});
