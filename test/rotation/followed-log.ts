import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { waitFor } from '../harness/wait-for.ts';
import { Received, startSource } from './random/source-in-process.ts';
import { lineOf } from './random/written-log.ts';

/** A log that a source in this process follows, and what the source has sent; new for each test. */
export const followed = {} as {
  directory: string;
  /** Path of the log, or of a link to it. */
  path: string;
  received: Received;
  /** Lines written so far; each is `lineOf` its number. */
  count: number;
};

/** Makes a folder with the folder of a log before each test of a file, and deletes it afterwards. */
export function useFollowedLog(path = join('logs', 'shop.log')): void {
  beforeEach(() => {
    const directory = mkdtempSync(join(tmpdir(), 'logwarren-followed-'));
    Object.assign(followed, { directory, path: join(directory, path), received: new Received(), count: 0 });
    mkdirSync(dirname(followed.path), { recursive: true });
  });
  afterEach(() => rmSync(followed.directory, { recursive: true }));
}

/** Adds lines to the log, or to another file. */
export function write(lines: number, path = followed.path): void {
  for (let i = 0; i < lines; i++) appendFileSync(path, `${lineOf(followed.count++)}\n`);
}

/** Starts a source that follows the log. */
export const start = () => startSource(followed.directory, [followed.path], followed.received);

/** Waits until the source has sent the line of a number. */
export const arrived = (number: number) => waitFor(`line ${number}`, () => followed.received.has(number));

const batches = () => [...followed.received.batches.values()];

/** Batches of records, without those that report losses. */
export const records = () => batches().filter(({ lost }) => lost === undefined);

/** Messages of all records, in the order in which they were sent. */
export const messages = () => records().flatMap(({ batch }) => batch.records.map(({ message }) => message));

/** Losses that the source has reported. */
export const losses = () => batches().flatMap(({ lost }) => lost ?? []);

/** Lines of the source's own log that are errors. */
export const errors = () => followed.received.log.filter(({ level }) => level === 'error');

/** All lines that were written. */
export const allLines = () => Array.from({ length: followed.count }, (_, number) => lineOf(number));
