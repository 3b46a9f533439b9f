import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '@logwarren/common';
import { ROOT, type StackPaths, stackPaths } from '../home/stack-paths.ts';
import { startGuardian } from '../processes/guardian.ts';
import { createStopSignal } from '../processes/stop-signal.ts';
import { type FaultRecord, faultTables, insertTables, type MutantRecord } from '../report/fault-table.ts';
import { createProgress } from '../report/progress.ts';
import { openServers } from '../servers/open-servers.ts';
import { readServerMode } from '../servers/server/server.ts';
import { describeCounts, runVitest } from './run-vitest.ts';

/**
 * `npm run test:faults`: runs the whole fault matrix, on servers that it may break, and prints the table of results. A
 * whole run writes the table into docs/reliability.md. With arguments, which go to vitest (`npm run test:faults -- -t
 * broker`), it only prints the table. FAULTS_SEED repeats the random moments of an earlier run; LOGWARREN_SERVERS
 * chooses the servers. The other commands run a part of the matrix for longer:
 *
 *     npm run test:kills    kills every process and both servers with -9 every few seconds, under a load of 500 records/s
 *                           and more, for FAULTS_KILL_MINUTES (10): no record is lost or stored twice, the ledger balances
 *     npm run test:upgrade  upgrades from the last commit without format versions to this one under load, service by
 *                           service in UPGRADE_ORDERS (20) orders; one order is part of `npm test`
 */
const PARTS: Readonly<Record<string, { args: string[]; settings: Record<string, string> }>> = {
  '--kills': {
    args: ['long/random', '-t', 'killing at random'],
    settings: { FAULTS_KILL_MINUTES: process.env.FAULTS_KILL_MINUTES || '10' },
  },
  '--upgrade': {
    args: ['long/random', '-t', 'upgrades'],
    settings: { UPGRADE_ORDERS: process.env.UPGRADE_ORDERS || '20' },
  },
};

const PAGE = join(ROOT, 'docs', 'reliability.md');

const [name = '', ...rest] = process.argv.slice(2);
const part = PARTS[name];
await (part === undefined ? runFaults(process.argv.slice(2)) : runFaults([...part.args, ...rest], part.settings));

/**
 * Runs rows, prints the table of results, and sets the exit code.
 *
 * @param args for vitest: none for the whole matrix
 * @param settings environment of the tests
 */
async function runFaults(args: string[], settings: Record<string, string> = {}): Promise<void> {
  const signal = createStopSignal();
  const home = mkdtempSync(join(tmpdir(), 'logwarren-faults-'));
  const paths = stackPaths(home);
  const guardian = startGuardian(paths.run, { removeDir: home });
  const reportDir = join(home, 'rows');
  mkdirSync(reportDir);
  try {
    await ensureServers(paths, signal);
    const env = { ...settings, FAULTS_REPORT_DIR: reportDir, TEST_RUN_DIR: paths.run };
    const counts = await runVitest({ project: 'faults', args, env, workDir: home, signal });
    report(reportDir, { isWhole: args.length === 0 });
    console.log(describeCounts(counts));
    process.exitCode = counts.failed === 0 ? 0 : 1;
  } catch (error) {
    report(reportDir, { isWhole: false });
    console.log(`Not all rows were run: ${messageOf(error)}`);
    process.exitCode = 1;
  } finally {
    await guardian[Symbol.asyncDispose]();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Starts both servers once and ends them, so that their images or programs are on this machine. */
async function ensureServers(paths: StackPaths, signal: AbortSignal): Promise<void> {
  const progress = createProgress(process.stdout);
  const mode = readServerMode(process.env);
  await using _ = await openServers({ paths, signal, progress, ports: 'any', data: 'throw-away', mode, given: {} });
}

function report(directory: string, { isWhole }: { isWhole: boolean }): void {
  const files = readdirSync(directory);
  const read = <T>(prefix: string) =>
    files
      .filter((file) => file.startsWith(prefix))
      .map((file) => JSON.parse(readFileSync(join(directory, file), 'utf8')) as T);
  const rows = read<FaultRecord>('row-');
  const tables = `${describeVersion()}; ${faultTables(rows, read<MutantRecord>('mutant-'))}`;
  console.log(`\n${tables}\n`);
  const [first] = rows;
  if (!isWhole || first === undefined) return;
  writeFileSync(PAGE, insertTables(readFileSync(PAGE, 'utf8'), first.broker, tables));
  console.log(`The table is in ${PAGE}.`);
}

/** Date and commit of a run: `2026-11-21, commit 80d028d`. */
function describeVersion(): string {
  const { stdout } = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' });
  const day = new Date().toISOString().slice(0, 10);
  return stdout ? `${day}, commit ${stdout.trim()}` : day;
}
