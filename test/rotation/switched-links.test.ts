import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../harness/wait-for.ts';
import { Received, startSource } from './random/source-in-process.ts';
import { lineOf } from './random/written-log.ts';

/** A link like `current`, which a program switches to a new file at each of its starts. */

let directory: string;
let path: string;
let received: Received;
let count: number;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'logwarren-links-'));
  path = join(directory, 'links', 'app', 'current');
  mkdirSync(dirname(path), { recursive: true });
  received = new Received();
  count = 0;
});
afterEach(() => rmSync(directory, { recursive: true }));

const lostOrRepeated = () => {
  const messages = [...received.batches.values()].flatMap(({ batch, lost }) =>
    lost === undefined ? batch.records.map(({ message }) => message) : ['a loss'],
  );
  const wanted = Array.from({ length: count }, (_, number) => lineOf(number));
  return { lost: wanted.filter((line) => !messages.includes(line)), others: messages.length - wanted.length };
};

const TARGETS: [where: string, name: (run: number) => string][] = [
  ['in its own folder', (run) => join('links', 'app', `run-${run}.txt`)],
  ['below its folder', (run) => join('links', 'app', 'runs', `run-${run}.txt`)],
  ['elsewhere', (run) => join('data', 'runs', `run-${run}.txt`)],
  ['in folders for days elsewhere', (run) => join('data', 'runs', `2026-11-1${run}`, 'app.log')],
];

describe.each(TARGETS)('a link to files %s', (_, name) => {
  const target = (run: number) => join(directory, name(run));
  const write = (run: number) => {
    mkdirSync(dirname(target(run)), { recursive: true });
    for (let i = 0; i < 3; i++) appendFileSync(target(run), `${lineOf(count++)}\n`);
  };
  const switchTo = (run: number) => {
    symlinkSync(target(run), `${path}.new`);
    renameSync(`${path}.new`, path);
  };

  it.each(['while a source follows it', 'while none does', 'after a kill'])(
    'loses nothing when it is switched again and again, %s',
    async (when) => {
      write(0);
      switchTo(0);
      let source = await startSource(directory, [path], received);
      await waitFor('the first lines', () => received.has(2));
      if (when === 'while none does') await source.stop();
      if (when === 'after a kill') await source.kill();
      // At once: no look comes between.
      for (let run = 1; run <= 4; run++) {
        write(run - 1);
        write(run);
        switchTo(run);
        write(run);
      }
      if (when !== 'while a source follows it') source = await startSource(directory, [path], received);
      await waitFor('all lines', () => lostOrRepeated().lost.length === 0);
      await source.stop();
      expect(lostOrRepeated()).toEqual({ lost: [], others: 0 });
      expect(received.log.filter(({ level }) => level === 'error')).toEqual([]);
    },
  );
});
