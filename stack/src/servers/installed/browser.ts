import { messageOf } from '@logwarren/common';
import { findProgram } from '../../processes/run-command.ts';
import type { Progress } from '../../report/progress.ts';
import { createPackageInstaller } from './package-installer.ts';

/** A browser for the tests of the page; undefined if this machine has no browser that can be used. */
export function findChromium(): string | undefined {
  return findProgram('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');
}

/**
 * Installs the distribution's Chromium if there is no browser; without a browser, the tests of the page are skipped.
 */
export async function installChromium(progress: Progress): Promise<void> {
  if (findChromium() !== undefined) return;
  const packages = createPackageInstaller();
  if (!packages.possible) return progress.say('There is no Chromium: the tests of the page are skipped.');
  try {
    await progress.step('Chromium', (update) => packages.install(['chromium'], update));
  } catch (error) {
    progress.say(`Chromium cannot be installed, so the tests of the page are skipped: ${messageOf(error)}`);
  }
}
