import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { createRandom } from '../../bench/src/random.ts';
import type { FaultBench, FaultReport } from './fault-bench.ts';
import {
  chooseMachine,
  type FaultBroker,
  type FaultMongo,
  openFaultBroker,
  openFaultMongo,
} from './servers/fault-servers.ts';

/** A row of the fault matrix: a fault, the expectations after it, and a report. */
export interface FaultRow {
  /** Number in the matrix, with a letter when a row has several tests. */
  row: string;
  /** Title of the row, a sentence. */
  name: string;
  /** Makes the fault and asserts; the report goes into the table. */
  run: (bench: FaultBench) => Promise<RowResult>;
  /** Time limit, ms; 300 s by default, several times the duration of a row on an idle machine. */
  timeoutMs?: number;
}

interface RowResult {
  /** Absent for rows without load. */
  report?: FaultReport;
  /** Further observations for the table: `22 kills`. */
  seen: string;
}

/** The part of a row's result that the command reads. */
interface RowRecord extends RowResult {
  row: string;
  name: string;
  passed: boolean;
  seconds: number;
  broker: string;
  mongo: string;
  seed: number;
}

/** The part of a mutant's result that the command reads. */
interface MutantRecord {
  mutant: string;
  row: string;
  complaint: string;
  red: boolean;
  broker: string;
}

/** The seed of all random moments of this run; FAULTS_SEED sets it to repeat a run. */
const SEED: number = Number(process.env.FAULTS_SEED || Date.now() % 1_000_000);

let broker: FaultBroker;
let mongo: FaultMongo;

/** Defines tests for rows, all of which share one broker and one mongod of their own. */
export function describeRows(title: string, rows: readonly FaultRow[]): void {
  describe(`${title} (seed ${SEED})`, () => {
    useOwnServers();
    for (const row of rows) test(`row ${row.row}: ${row.name}`, () => runRow(row), row.timeoutMs ?? 300_000);
  });
}

/** Starts the servers of a file before its tests and ends them afterwards. */
export function useOwnServers(): void {
  const opened = new AsyncDisposableStack();
  beforeAll(async () => {
    const machine = await chooseMachine();
    [broker, mongo] = await Promise.all([openFaultBroker(machine), openFaultMongo(machine)]);
    opened.use(broker);
    opened.use(mongo);
  });
  afterAll(() => opened.disposeAsync(), 60_000);
}

/** Runs a row on the servers of the file, and keeps its result for the table unless it runs with a mutant. */
async function runRow(row: FaultRow, mutant?: string): Promise<void> {
  const bench: FaultBench = { broker, mongo, mutant, random: createRandom(SEED) };
  const startedMs = performance.now();
  let result: RowResult = { seen: '' };
  let passed = false;
  try {
    result = await row.run(bench);
    passed = true;
  } catch (error) {
    result = { seen: firstLine((error as Error).message) };
    throw error;
  } finally {
    const seconds = Math.round((performance.now() - startedMs) / 1000);
    if (mutant === undefined) {
      keep(`row-${row.row}`, {
        ...result,
        row: row.row,
        name: row.name,
        passed,
        seconds,
        broker: broker.version,
        mongo: mongo.version,
        seed: SEED,
      });
    }
  }
}

/** Runs a row on a deliberately broken product, and returns the row's failure; undefined when it notices nothing. */
export async function complaintOf(row: FaultRow, mutant: string): Promise<string | undefined> {
  let complaint: string | undefined;
  try {
    await runRow(row, mutant);
  } catch (error) {
    complaint = (error as Error).message;
  }
  const shown = firstLine(complaint ?? '');
  keep(`mutant-${mutant}`, {
    mutant,
    row: row.row,
    complaint: shown,
    red: complaint !== undefined,
    broker: broker.version,
  });
  return complaint;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** Leaves a result to the command that prints the table; see stack/src/report/fault-table.ts. */
function keep(name: string, record: RowRecord | MutantRecord): void {
  const dir = process.env.FAULTS_REPORT_DIR;
  if (!dir) return;
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, `${name}.json`), JSON.stringify(record, null, 2));
}
