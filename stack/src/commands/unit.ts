import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStopSignal } from '../processes/stop-signal.ts';
import { describeCounts, runVitest } from './run-vitest.ts';

/** `npm run test:unit`: the unit tests alone; the last line counts them. */
const workDir = mkdtempSync(join(tmpdir(), 'logwarren-unit-'));
try {
  const counts = await runVitest({ project: 'unit', args: process.argv.slice(2), workDir, signal: createStopSignal() });
  console.log(describeCounts(counts));
  process.exitCode = counts.failed === 0 ? 0 : 1;
} finally {
  rmSync(workDir, { recursive: true, force: true });
}
