import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startProcess, waitUntil } from '../processes/managed-process.ts';
import { lastLine, lastWords, logStarts } from './last-words.ts';
import { createProgress } from './progress.ts';

const FATAL = `${JSON.stringify({ level: 'fatal', msg: 'Cannot start: disk full' })}\n`;

test('an earlier run is not quoted', () => {
  const dir = mkdtempSync(join(tmpdir(), 'logwarren-words-'));
  const [log, own] = [join(dir, 'a.log'), join(dir, 'b.log')];
  writeFileSync(log, FATAL);
  const starts = logStarts([log, own]);
  expect(lastWords([log, own])).toBe('Cannot start: disk full');
  expect(lastWords([log, own], starts)).toBe('');
  appendFileSync(log, 'AMQP_URL: foo\n');
  expect(lastWords([log, own], starts)).toBe('AMQP_URL: foo');
  writeFileSync(log, 'new\n');
  expect(lastWords([log, own], starts)).toBe('new');
  rmSync(dir, { recursive: true });
});

test('the last line is not a stack frame', () => {
  expect(lastLine('Unexpected error.\nError: boom\n    at main (a.ts:1:1)\n')).toBe('Error: boom');
  expect(lastLine('')).toBe('');
});

test('the step of a process that fails shows in its one line why', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'logwarren-words-'));
  const logFile = join(dir, 'logs', 'source.log');
  const script = 'echo "AMQP_URL is wrong" >&2; exit 78';
  const run = { command: 'sh', args: ['-c', script], env: process.env, logFile, runDir: join(dir, 'run') };
  await using child = startProcess({ name: 'source', ...run });
  let shown = '';
  const progress = createProgress({ write: (text) => (shown += text) });
  const { signal } = new AbortController();
  const work = () => waitUntil(async () => false, { child, limitMs: 60_000, signal }, 'source');
  await expect(progress.step('source', work)).rejects.toThrow('AMQP_URL is wrong');
  expect(shown).toBe(`✗ source: source ended (exit code 78); its log is ${logFile}: AMQP_URL is wrong\n`);
  expect(child.lastLine).toBe('AMQP_URL is wrong');
  rmSync(dir, { recursive: true });
});
