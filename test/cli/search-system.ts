import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { LOG_EXCHANGE } from '@logwarren/broker';
import { afterAll, beforeAll } from 'vitest';
import { type CommandResult, runCommand } from '../harness/apps/run-command.ts';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';

/** The system that the commands of a file ask. */
export const served = {} as { system: TestSystem };

/** Opens a system with a few records before the tests of a file, and closes it behind them. */
export function useSearchSystem(): void {
  beforeAll(async () => {
    served.system = await openTestSystem();
    await served.system.start('collector').waitReady();
    const records = [
      ...Array.from({ length: 30 }, (_, i) => ({
        service: 'cart',
        level: 'info',
        msg: `item ${i} added`,
        at: i,
        n: i,
      })),
      {
        service: 'checkout',
        level: 'error',
        msg: 'payment declined: timeout after 3000 ms',
        at: 40,
        traceId: TRACE,
        status: 502,
      },
      { service: 'checkout', level: 'warn', msg: 'trying again', at: 41, traceId: TRACE },
      { service: 'cart', level: 'info', msg: 'cannot find needle9f17', at: 42, user: { name: 'Ada Lovelace' } },
      { service: 'evil\u001b[2Jservice', level: 'fatal', msg: EVIL, at: 43, 'key\u001b[1m\u202e': 'value\u009b31m' },
      { service: 'sheet', level: 'info', msg: '=HYPERLINK("http://evil","x"),\n"second line"', at: 44 },
    ];
    for (const { at, ...record } of records) {
      const timestamp = new Date(Date.parse('2026-11-20T10:00:00Z') + at * 1000).toISOString();
      await served.system.vhost.publish(LOG_EXCHANGE, 'x.y', JSON.stringify({ timestamp, ...record }));
    }
    await served.system.waitForTotal(records.length);
  });
  afterAll(() => served.system[Symbol.asyncDispose]());
}

/** The search side of `logwarren`, as processes of their own against a running system. */

const MAIN = join(import.meta.dirname, '..', '..', 'apps', 'cli', 'src', 'main.ts');

/** The trace of two of its records. */
export const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

/** Text of a stranger that a terminal would obey. */
export const EVIL = 'before \u001b]0;owned\u0007\u001b[31m \u009b2J \u202egnp.exe\r\nFAKE 2026 ERROR line';

/** Runs the command against it. */
export function run(...args: string[]): Promise<CommandResult> {
  return runCommand(args, { LOGWARREN_URL: served.system.search.url, TZ: 'UTC', NO_COLOR: '', FORCE_COLOR: '' });
}

/** Records of an output of JSON lines. */
export function records(out: string) {
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Runs a line in bash. */
export function shell(line: string, env: Record<string, string> = {}): Promise<{ stdout: string; stderr: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ stdout: string; stderr: string }>();
  const all = { ...process.env, NODE: process.execPath, MAIN, LOGWARREN_URL: served.system.search.url, ...env };
  execFile('bash', ['-c', line], { env: all }, (error, stdout, stderr) =>
    error ? reject(error) : resolve({ stdout, stderr }),
  );
  return promise;
}
