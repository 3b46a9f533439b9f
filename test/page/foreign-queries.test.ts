import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../harness/apps/run-command.ts';
import { noBrowser } from '../harness/page/browser.ts';
import { openPageSystem, type PageSystem, pageRecord } from '../harness/page/page-system.ts';

/** A query of another system that finds nothing is answered with one of this system, wherever it is asked. */
describe.skipIf(noBrowser)('a query of another system', () => {
  let system: PageSystem;

  beforeAll(async () => {
    system = await openPageSystem([pageRecord(Date.now() - 60_000, 'shop', 'ERROR', 'the time is out of joint')]);
  });
  afterAll(() => system?.[Symbol.asyncDispose]());

  const QUERY = '/joi.*t/';
  const SAID = 'write *joi*t*.';

  test.each(['/logs', '/logs/stats', '/logs/histogram', '/logs/facets', '/logs/fields', '/logs/patterns'])(
    '%s says it',
    async (path) => {
      const ask = async (q: string) => {
        const answer = await fetch(`${system.search.url}${path}?q=${encodeURIComponent(q)}`);
        return ((await answer.json()) as { notes?: string[] }).notes ?? [];
      };
      expect((await ask(QUERY)).join()).toContain(SAID);
      expect(await ask('*joi*t*')).toEqual([]);
    },
  );

  test('the command line says it', async () => {
    const { errors } = await runCommand(['search', QUERY], { LOGWARREN_URL: system.search.url });
    expect(errors).toContain(SAID);
  });

  test('an export says it, also of the longest query', async () => {
    const words = Array.from({ length: 60 }, () => '错'.repeat(24));
    for (const q of [QUERY, words.join('|'), `service:${words.slice(1).join(',')}`]) {
      const { code, errors } = await runCommand(['export', q], { LOGWARREN_URL: system.search.url });
      expect([code, errors]).toEqual([0, expect.stringMatching(/write/)]);
    }
    // So many alternatives cannot be written in this language either.
    const { code } = await runCommand(['export', '错误|'.repeat(659)], { LOGWARREN_URL: system.search.url });
    expect(code).toBe(0);
  });

  test('live records say it at their beginning', async () => {
    const stop = new AbortController();
    const response = await fetch(`${system.search.url}/logs/tail?q=${encodeURIComponent(QUERY)}`, {
      signal: stop.signal,
    });
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (text.includes(SAID)) break;
    }
    stop.abort();
    expect(text).toMatch(/^event: note$/m);
  });

  test.each([1440, 390])('the page says it, at %i px', async (width) => {
    const url = `${system.search.url}/?view=logs&q=${encodeURIComponent(QUERY)}`;
    const page = await system.browser.open(url, { viewport: { width, height: 900 } });
    await page.getByRole('status').getByText(SAID).waitFor();
    await page.goto(url.replace('view=logs', 'view=patterns'));
    await page.getByRole('status').getByText(SAID).waitFor();
    await page.context().close();
  });
});
