import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '@logwarren/common';
import { ROOT, type StackPaths, stackPaths } from '../home/stack-paths.ts';
import { startGuardian } from '../processes/guardian.ts';
import { tryCommand } from '../processes/run-command.ts';
import { createStopSignal } from '../processes/stop-signal.ts';
import { createProgress } from '../report/progress.ts';
import { installChromium } from '../servers/installed/browser.ts';
import { openServers, type Servers } from '../servers/open-servers.ts';
import { readServerMode } from '../servers/server/server.ts';
import { addCounts, describeCounts, runVitest, type TestCounts } from './run-vitest.ts';

/**
 * `npm test`: lint, types, unit tests, then the system tests against their own servers, which are thrown away. The last
 * line counts all of it, lint and types as one check each. Arguments go to vitest, and then only the tests run: `npm
 * test -- ledger`.
 */

const CHECK_LIMIT_MS = 300_000;
const NONE: TestCounts = { passed: 0, failed: 0, skipped: 0 };
const FAILED: TestCounts = { passed: 0, failed: 1, skipped: 0 };

const args = process.argv.slice(2);
const signal = createStopSignal();
const home = mkdtempSync(join(tmpdir(), 'logwarren-test-'));
const paths = stackPaths(home);
const progress = createProgress(process.stdout);
const guardian = startGuardian(paths.run, { removeDir: home });
try {
  const counts = await runAll();
  await guardian[Symbol.asyncDispose]();
  console.log(describeCounts(counts));
  process.exitCode = counts.failed === 0 ? 0 : 1;
} catch (error) {
  await guardian[Symbol.asyncDispose]();
  console.log(`Not all tests were run: ${messageOf(error)}`);
  console.log(describeCounts(FAILED));
  process.exitCode = 1;
} finally {
  rmSync(home, { recursive: true, force: true });
}

async function runAll(): Promise<TestCounts> {
  const checks = args.length > 0 ? [] : await runChecks();
  const unit = await runVitest({ project: 'unit', args, workDir: home, signal });
  const system = await runSystemTests(paths);
  return addCounts(...checks, unit, system);
}

async function runChecks(): Promise<TestCounts[]> {
  return [
    await check('Lint', 'biome', ['check', '.']),
    await check('Types', 'tsc', ['--noEmit']),
    await check('Types of the page', 'tsc', ['--noEmit', '-p', 'apps/web']),
  ];
}

async function check(name: string, program: string, programArgs: string[]): Promise<TestCounts> {
  const command = join(ROOT, 'node_modules', '.bin', program);
  const options = { timeoutMs: CHECK_LIMIT_MS, cwd: ROOT, env: process.env, signal };
  const result = await progress.step(name, () => tryCommand(command, programArgs, options));
  signal.throwIfAborted();
  if (result.code === 0) return { ...NONE, passed: 1 };
  console.log(result.output.trimEnd());
  console.log(`✗ ${name} failed.`);
  return FAILED;
}

async function runSystemTests(paths: StackPaths): Promise<TestCounts> {
  await installChromium(progress);
  await using servers = await openTestServers(paths);
  const env = {
    TEST_AMQP_URL: servers.rabbitmq.url,
    TEST_AMQP_MANAGEMENT_URL: servers.rabbitmq.managementUrl ?? '',
    TEST_MONGO_URL: servers.mongodb.url,
    // Tests note the servers that they start themselves here, for the guardian.
    TEST_RUN_DIR: paths.run,
  };
  // Awaited here, because returning ends the servers.
  return await runVitest({ project: 'system', args, env, workDir: home, signal });
}

function openTestServers(paths: StackPaths): Promise<Servers> {
  return openServers({
    paths,
    signal,
    progress,
    ports: 'any',
    data: 'throw-away',
    mode: readServerMode(process.env),
    given: {
      amqpUrl: process.env.TEST_AMQP_URL || undefined,
      managementUrl: process.env.TEST_AMQP_MANAGEMENT_URL || undefined,
      mongoUrl: process.env.TEST_MONGO_URL || undefined,
    },
  });
}
