import { statSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser } from './browser.ts';

/**
 * `npm run screenshots [-- URL]`: takes the pictures of the README from a running Logwarren, by default the one that
 * `npm start` has started, whose demo shop has enough records after a minute.
 */

const IMAGES = join(import.meta.dirname, '..', '..', '..', 'docs', 'images');
const MAX_BYTES = 300 * 1024;
const VIEW = { viewport: { width: 1280, height: 720 }, colorScheme: 'dark' } as const;

const url = process.argv[2] ?? 'http://127.0.0.1:8080';
await using browser = await openBrowser();
await takePicture('overview.png', '/', '.services-message');
await takePicture('page.png', '/?view=logs&q=severity:>=WARN', '.row', '.row[data-severity=ERROR]');

/** Waits for an element, opens a view, and writes the picture of it. */
async function takePicture(name: string, path: string, awaited: string, opened?: string): Promise<void> {
  const page = await browser.open(`${url}${path}`, VIEW);
  await page.locator(awaited).first().waitFor();
  if (opened !== undefined) {
    await page.locator(opened).nth(2).click();
    await page.locator('.detail').waitFor();
  }
  await page.waitForLoadState('networkidle');
  await page.mouse.move(0, 0);
  const file = join(IMAGES, name);
  await page.screenshot({ path: file });
  const { size } = statSync(file);
  if (size > MAX_BYTES) throw new Error(`${name} has ${size} bytes; at most ${MAX_BYTES} belong into the repository`);
  console.log(`${file}: ${Math.round(size / 1024)} KB`);
}
