import { join } from 'node:path';
import { ROOT } from '../home/stack-paths.ts';
import { runCommand } from '../processes/run-command.ts';
import type { Progress } from '../report/progress.ts';

const LIMIT_MS = 120_000;

/**
 * Builds the page that the search service serves, unless it is up to date.
 *
 * @throws StackError with the end of the build's output
 */
export async function buildPage(progress: Progress, signal: AbortSignal): Promise<void> {
  const script = join(ROOT, 'apps', 'web', 'build', 'build-page.ts');
  await progress.step('page', () => runCommand(process.execPath, [script], { timeoutMs: LIMIT_MS, cwd: ROOT, signal }));
}
