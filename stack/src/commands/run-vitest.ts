import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../home/stack-paths.ts';
import { startProcess } from '../processes/managed-process.ts';

/** Numbers of checks by result. */
export interface TestCounts {
  passed: number;
  failed: number;
  skipped: number;
}

interface VitestRun {
  project: 'unit' | 'system' | 'faults' | 'linear' | 'soak';
  /** Arguments for vitest: patterns of file names, options. */
  args: string[];
  env?: Record<string, string>;
  /** Directory for the report and for the note of the process. */
  workDir: string;
  signal: AbortSignal;
}

/** Runs the tests of a project in the foreground and counts them. */
export async function runVitest({ project, args, env, workDir, signal }: VitestRun): Promise<TestCounts> {
  const reportFile = join(workDir, `vitest-${project}.json`);
  const program = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  await using vitest = startProcess({
    name: `vitest-${project}`,
    command: process.execPath,
    args: [program, 'run', '--root', ROOT, '--project', project, '--passWithNoTests', ...reporters, ...args],
    env: { ...process.env, ...env },
    cwd: ROOT,
    runDir: join(workDir, 'run'),
    stopLimitMs: 5_000,
  });
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  await Promise.race([vitest.exited, stopped]);
  signal.throwIfAborted();
  const { exitCode } = await vitest.exited;
  return countTests(readReport(reportFile), exitCode === 0);
}

/** The part of vitest's JSON report that this file reads. */
interface VitestReport {
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

/**
 * Counts tests. A file that failed without a failed test (it could not be loaded, or its hooks failed) counts as one
 * failed test, and so does a run that failed although every test passed.
 *
 * @param report undefined if vitest wrote none
 */
function countTests(report: VitestReport | undefined, succeeded: boolean): TestCounts {
  const files = report?.testResults ?? [];
  const tests = files.flatMap((file) => file.assertionResults);
  const passed = tests.filter((test) => test.status === 'passed').length;
  const failedTests = tests.filter((test) => test.status === 'failed').length;
  const brokenFiles = files.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = failedTests + brokenFiles;
  return {
    passed,
    failed: failed === 0 && !succeeded ? 1 : failed,
    skipped: tests.length - passed - failedTests,
  };
}

function readReport(file: string): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  } catch {
    return undefined;
  }
}

/** `3 passed, 0 failed`, followed by the skipped tests if there are any. */
export function describeCounts({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** The sum of several runs. */
export function addCounts(...runs: TestCounts[]): TestCounts {
  const sum = (key: keyof TestCounts) => runs.reduce((total, run) => total + run[key], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}
