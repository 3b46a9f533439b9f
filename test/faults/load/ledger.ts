import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

/**
 * The attempts and confirms of a load source, in a file that survives its death:
 *
 *     A 120 10 1763740000000     records 120 to 129 are about to be sent
 *     C 120 10 1763740000021     they were confirmed
 *
 * Each line is one write to the kernel, made before (A) or after (C) the fact, so that kill -9 at any moment leaves at
 * most a torn last line, which counts as not written.
 */

/** Contents of a ledger; numbers are sequence numbers of records. */
export interface LedgerEntries {
  attempted: Set<number>;
  confirmed: Set<number>;
  /** When each batch of records was confirmed, ms since the epoch, in the order of the ledger. */
  confirmTimes: number[];
  /** How long each of these took from the attempt, ms; in the same order. */
  latenciesMs: number[];
}

/** The writing end. */
export interface LedgerWriter extends Disposable {
  attempt(first: number, count: number): void;
  confirm(first: number, count: number): void;
}

/** Opens a ledger for appending. */
export function openLedger(path: string): LedgerWriter {
  const file = openSync(path, 'a');
  const write = (kind: 'A' | 'C', first: number, count: number) => {
    writeSync(file, `${kind} ${first} ${count} ${Date.now()}\n`);
  };
  return {
    attempt: (first, count) => write('A', first, count),
    confirm: (first, count) => write('C', first, count),
    [Symbol.dispose]: () => closeSync(file),
  };
}

/** Reads one or more ledgers of the same run together. */
export function readLedgers(...paths: string[]): LedgerEntries {
  const entries: LedgerEntries = { attempted: new Set(), confirmed: new Set(), confirmTimes: [], latenciesMs: [] };
  for (const path of paths) {
    const lines = readFileSync(path, 'utf8').split('\n');
    // A kill has torn off the text after the last line break.
    const attemptedAt = new Map<string, number>();
    for (const line of lines.slice(0, -1)) addLine(entries, line, attemptedAt);
  }
  return entries;
}

/** @param attemptedAt by the number of the first record */
function addLine(entries: LedgerEntries, line: string, attemptedAt: Map<string, number>): void {
  const [, kind, first, count, timeMs] = /^([AC]) (\d+) (\d+) (\d+)$/.exec(line) ?? [];
  if (kind === undefined) throw new Error(`no line of a ledger: ${JSON.stringify(line)}`);
  const numbers = kind === 'A' ? entries.attempted : entries.confirmed;
  for (let number = Number(first); number < Number(first) + Number(count); number++) numbers.add(number);
  if (kind === 'A') attemptedAt.set(String(first), Number(timeMs));
  if (kind !== 'C') return;
  entries.confirmTimes.push(Number(timeMs));
  entries.latenciesMs.push(Number(timeMs) - (attemptedAt.get(String(first)) ?? Number.NaN));
}
