import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStopSignal } from '../processes/stop-signal.ts';
import { describeCounts, runVitest } from './run-vitest.ts';

/**
 * `npm run test:linear`: runs everything that reads text over hostile texts, up to the longest text that it ever gets;
 * `npm test` takes shorter ones. `npm run test:linear -- -t "body of"` runs some of it. The last line counts the tests.
 */
const workDir = mkdtempSync(join(tmpdir(), 'logwarren-linear-'));
try {
  const args = process.argv.slice(2);
  const counts = await runVitest({ project: 'linear', args, workDir, signal: createStopSignal() });
  console.log(describeCounts(counts));
  process.exitCode = counts.failed === 0 ? 0 : 1;
} finally {
  rmSync(workDir, { recursive: true, force: true });
}
