import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type App, startApp } from '../harness/apps/start-app.ts';
import { type QueuedRecord, takeQueued } from '../harness/broker/queued-records.ts';
import { openTestVhost, type TestVhost } from '../harness/broker/vhost.ts';

/**
 * Files of a journal that systemd-journal-remote writes, read by a real journalctl. `apt-get install
 * systemd-journal-remote` lets the tests run where they are skipped.
 */

const REMOTE = ['/usr/lib/systemd', '/lib/systemd']
  .map((folder) => `${folder}/systemd-journal-remote`)
  .find(existsSync);
/** Whether journal files can be written and read here. */
export const isPossible = REMOTE !== undefined && spawnSync('journalctl', ['--version']).status === 0;
if (!isPossible) console.warn('Skipped: journalctl or systemd-journal-remote is not installed.');

/** Ids of two boots. */
export const BOOTS = ['0123456789abcdef0123456789abcdef', 'fedcba9876543210fedcba9876543210'];
/** When the first entry was made, µs since the epoch. */
export const FIRST_US = 1_715_680_800_123_456;

/** The journal of the present test, and what has come of it. */
export const read = {} as {
  vhost: TestVhost;
  directory: string;
  journal: string;
  /** Records as a collector would store them. */
  records: QueuedRecord[];
  /** One for each message, in their order. */
  batchIds: string[];
};
let files = 0;

/** Makes an empty journal before each test of a file. */
export function useWrittenJournal(): void {
  beforeEach(async () => {
    const directory = mkdtempSync(join(tmpdir(), 'logwarren-journal-'));
    const journal = join(directory, 'journal');
    mkdirSync(journal);
    Object.assign(read, { vhost: await openTestVhost(), directory, journal, records: [], batchIds: [] });
  });
  afterEach(async () => {
    await read.vhost[Symbol.asyncDispose]();
    rmSync(read.directory, { recursive: true });
  });
}

/** Adds a file with so many entries, numbered on. */
export function write(from: number, to: number, boot = BOOTS[0] ?? '', more = ''): void {
  const entries = Array.from({ length: to - from }, (_, i) => entry(from + i, boot, more));
  files += 1;
  writeFile(`part${files}.journal`, entries.join(''));
}

/** Adds a file with entries as `systemd-journal-remote` takes them. */
export function writeFile(name: string, input: string | Buffer): void {
  const path = join(read.journal, name);
  execFileSync(REMOTE as string, ['-o', path, '-'], { input, stdio: ['pipe', 'ignore', 'ignore'] });
}

/** An entry as `systemd-journal-remote` takes it. @param more further fields, a line each */
export function entry(number: number, boot: string, more: string): string {
  const time = `__REALTIME_TIMESTAMP=${FIRST_US + number * 1_000}\n__MONOTONIC_TIMESTAMP=${1 + number * 1_000}\n_BOOT_ID=${boot}\n`;
  return `${time}PRIORITY=${number % 8}\nSYSLOG_IDENTIFIER=shop\n_SYSTEMD_UNIT=shop.service\n${more}MESSAGE=entry ${number}\n\n`;
}

/** Starts a source that follows the journal. */
export function follow(env: Record<string, string> = {}): App {
  const own = {
    AMQP_URL: read.vhost.url,
    SOURCE_STATE_DIR: join(read.directory, 'state'),
    SOURCE_JOURNAL: read.journal,
  };
  return startApp('source', { ...own, ...env }, ['--no-http']);
}

/** Messages so far, as a collector would store them. */
export async function collect(): Promise<string[]> {
  const taken = await takeQueued(read.vhost);
  const known = new Set(read.records.map(({ id }) => id));
  read.records.push(...taken.records.filter(({ id }) => !known.has(id)));
  read.batchIds.push(...taken.batchIds);
  return read.records.map(({ message }) => message);
}

/** The messages of so many entries, sorted. */
export const numbered = (count: number) => Array.from({ length: count }, (_, i) => `entry ${i}`).toSorted();
