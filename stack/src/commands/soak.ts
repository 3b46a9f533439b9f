import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '@logwarren/common';
import { stackPaths } from '../home/stack-paths.ts';
import { startGuardian } from '../processes/guardian.ts';
import { createStopSignal } from '../processes/stop-signal.ts';
import { createProgress } from '../report/progress.ts';
import { openServers } from '../servers/open-servers.ts';
import { readServerMode } from '../servers/server/server.ts';
import { describeCounts, runVitest } from './run-vitest.ts';

/**
 * `npm run test:soak`: a canary under random faults of every process, on its own servers. SOAK_MINUTES (30) is the
 * duration and SOAK_PAUSE_S (20) the mean pause between two faults; FAULTS_SEED repeats the faults of an earlier run.
 */

const signal = createStopSignal();
const home = mkdtempSync(join(tmpdir(), 'logwarren-soak-'));
const paths = stackPaths(home);
const guardian = startGuardian(paths.run, { removeDir: home });
try {
  await ensureServers();
  const env = { TEST_RUN_DIR: paths.run };
  const counts = await runVitest({ project: 'soak', args: process.argv.slice(2), env, workDir: home, signal });
  console.log(describeCounts(counts));
  process.exitCode = counts.failed === 0 ? 0 : 1;
} catch (error) {
  console.log(`The soak test was not run: ${messageOf(error)}`);
  process.exitCode = 1;
} finally {
  await guardian[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
}

/** Starts both servers once and ends them, so that their images or programs are on this machine. */
async function ensureServers(): Promise<void> {
  const progress = createProgress(process.stdout);
  const mode = readServerMode(process.env);
  await using _ = await openServers({ paths, signal, progress, ports: 'any', data: 'throw-away', mode, given: {} });
}
