import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStopSignal } from '../processes/stop-signal.ts';
import { describeCounts, runVitest } from './run-vitest.ts';

/**
 * Runs the tests that need no servers, by project; the last line counts them:
 *
 *     npm run test:unit     the unit tests alone
 *     npm run test:linear   everything that reads text, over hostile texts up to the longest text that it ever gets; `npm
 *                           test` uses shorter ones, `npm run test:linear -- -t "body of"` runs some of it
 */
const [project, ...args] = process.argv.slice(2);
const workDir = mkdtempSync(join(tmpdir(), `logwarren-${project}-`));
try {
  const counts = await runVitest({
    project: project === 'linear' ? 'linear' : 'unit',
    args,
    workDir,
    signal: createStopSignal(),
  });
  console.log(describeCounts(counts));
  process.exitCode = counts.failed === 0 ? 0 : 1;
} finally {
  rmSync(workDir, { recursive: true, force: true });
}
