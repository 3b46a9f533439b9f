import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { waitFor } from '../harness/wait-for.ts';
import { collect, follow, isPossible, numbered, read, useWrittenJournal, write } from './written-journal.ts';

/** The program that prints the journal: of another version, behind a wrapper, killed, or not there. */

useWrittenJournal();

/** Puts a script in the place of journalctl, in which `REAL` is the real one; returns the PATH. */
function putFirst(script: string): string {
  const bin = join(read.directory, 'bin');
  mkdirSync(bin);
  const real = execFileSync('sh', ['-c', 'command -v journalctl'], { encoding: 'utf8' }).trim();
  writeFileSync(join(bin, 'journalctl'), script.replace('REAL', real), { mode: 0o755 });
  return `${bin}:${process.env.PATH}`;
}

describe.skipIf(!isPossible)('the journal', () => {
  it('is read as systemd before 240 prints it, with blanks around colons', async () => {
    write(0, 3);
    const blanks = `sed -u -e 's/":"/" : "/g' -e 's/^{/{ /'`;
    const PATH = putFirst(`#!/bin/bash\nexec REAL "$@" > >(exec ${blanks})\n`);
    await using _source = follow({ PATH });
    await waitFor('three entries', async () => (await collect()).length === 3);
    expect((await collect()).toSorted()).toEqual(numbered(3));
  });

  it('does not hold up a stop when a wrapper leaves journalctl alive', async () => {
    write(0, 2);
    const PATH = putFirst(`#!/bin/sh\nREAL "$@"\ntrue\n`);
    const source = follow({ PATH });
    await waitFor('two entries', async () => (await collect()).length === 2);
    source.kill('SIGTERM');
    expect((await source.exited).code).toBe(0);
  });

  it('is read on when journalctl dies', async () => {
    write(0, 2);
    const pids = join(read.directory, 'pids');
    const PATH = putFirst(`#!/bin/sh\necho $$ >>${pids}\nexec REAL "$@"\n`);
    await using source = follow({ PATH });
    await waitFor('two entries', async () => (await collect()).length === 2);
    process.kill(Number(readFileSync(pids, 'utf8').trim().split('\n').at(-1)), 'SIGKILL');
    write(2, 3);
    await waitFor('a third entry', async () => (await collect()).length === 3);
    expect((await collect()).toSorted()).toEqual(numbered(3));
    expect(source.logs.some(({ msg }) => msg === 'journalctl has ended; starting it again.')).toBe(true);
  });
});

it('a source without journalctl, or with a wrong directory, says so and ends', async () => {
  const missing = follow({ PATH: join(read.directory, 'empty') });
  expect((await missing.exited).code).toBe(1);
  expect(JSON.stringify(missing.logs)).toMatch(/install systemd/);
  const wrong = follow({ SOURCE_JOURNAL: join(read.directory, 'nowhere') });
  expect((await wrong.exited).code).toBe(1);
  expect(JSON.stringify(wrong.logs)).toMatch(/neither system nor a directory/);
});
