import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { waitFor } from '../harness/wait-for.ts';
import { allLines, errors, followed, losses, messages, start, useFollowedLog, write } from './followed-log.ts';

/** A link like `current`, which a program switches to a new file at each of its starts. */

useFollowedLog(join('links', 'app', 'current'));

const lostOrRepeated = () => {
  const all = [...messages(), ...losses()];
  return { lost: allLines().filter((line) => !all.includes(line)), others: all.length - followed.count };
};

const TARGETS: [where: string, name: (run: number) => string][] = [
  ['in its own folder', (run) => join('links', 'app', `run-${run}.txt`)],
  ['below its folder', (run) => join('links', 'app', 'runs', `run-${run}.txt`)],
  ['elsewhere', (run) => join('data', 'runs', `run-${run}.txt`)],
  ['in folders for days elsewhere', (run) => join('data', 'runs', `2026-11-1${run}`, 'app.log')],
];

describe.each(TARGETS)('a link to files %s', (_, name) => {
  const target = (run: number) => join(followed.directory, name(run));
  const writeTo = (run: number) => {
    mkdirSync(dirname(target(run)), { recursive: true });
    write(3, target(run));
  };
  const switchTo = (run: number) => {
    symlinkSync(target(run), `${followed.path}.new`);
    renameSync(`${followed.path}.new`, followed.path);
  };

  it.each(['while a source follows it', 'while none does', 'after a kill'])(
    'loses nothing when it is switched again and again, %s',
    async (when) => {
      writeTo(0);
      switchTo(0);
      let source = await start();
      await waitFor('the first lines', () => followed.received.has(2));
      if (when === 'while none does') await source.stop();
      if (when === 'after a kill') await source.kill();
      // At once: no look comes between.
      for (let run = 1; run <= 4; run++) {
        writeTo(run - 1);
        writeTo(run);
        switchTo(run);
        writeTo(run);
      }
      if (when !== 'while a source follows it') source = await start();
      await waitFor('all lines', () => lostOrRepeated().lost.length === 0);
      await source.stop();
      expect(lostOrRepeated()).toEqual({ lost: [], others: 0 });
      expect(errors()).toEqual([]);
    },
  );
});
