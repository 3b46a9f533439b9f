import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findChromium } from '@logwarren/stack';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** For `describe.skipIf`: the reason why there are no tests of the page; undefined when there are. */
export const noBrowser: string | undefined =
  findChromium() === undefined ? 'no Chromium on this machine and none could be installed' : undefined;

const BUILD_LIMIT_MS = 180_000;

/**
 * Builds the page if need be, and starts a browser; `await using` ends it.
 *
 * @param textSizePx the text size that its user has set; browsers come with 16
 */
export async function openBrowser({ textSizePx = 16 }: { textSizePx?: number } = {}): Promise<TestBrowser> {
  const script = join(import.meta.dirname, '..', '..', '..', 'apps', 'web', 'build', 'build-page.ts');
  await promisify(execFile)(process.execPath, [script], { timeout: BUILD_LIMIT_MS });
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: [
      `--blink-settings=defaultFontSize=${textSizePx}`,
      // Chromium's own sandbox does not work for root, which tests in containers are.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
  return new TestBrowser(browser);
}

/** A browser whose pages record their errors. */
export class TestBrowser implements AsyncDisposable {
  readonly #browser: Browser;
  /** Errors of scripts, violations of the content policy, and dialogs, of all pages. */
  readonly faults: string[] = [];

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** A new page in a profile of its own. */
  async open(url: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      ...{ viewport: { width: 1280, height: 800 }, colorScheme: 'light', timezoneId: 'Europe/Berlin' },
      ...options,
    });
    const page = await context.newPage();
    // Ends the wait for a state that never comes, not for a slow one.
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => this.faults.push(`script error: ${error.message}`));
    page.on('dialog', (dialog) => {
      this.faults.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('console', (message) => {
      // The page shows a request that the server refuses; that is not a fault of the page.
      const isAnswer = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !isAnswer) this.faults.push(`console: ${message.text()}`);
    });
    await page.goto(url);
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}
