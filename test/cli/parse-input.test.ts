import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { runCommand } from '../harness/apps/run-command.ts';
import { parsedFiles, TEXT } from './parsed-files.ts';

/** The input of `logwarren parse`: files, standard input, and files that cannot be read. It needs no server. */

const MAIN = join(import.meta.dirname, '..', '..', 'apps', 'cli', 'src', 'main.ts');
const { file, folder } = parsedFiles();

it('prints what came through a pipe when nothing follows for a while, and goes on behind it', async () => {
  const child = execFile(process.execPath, [MAIN, 'parse', '--json', '-']);
  try {
    const rows = createInterface({ input: child.stdout as Readable })[Symbol.asyncIterator]();
    const take = async (count: number) => {
      const taken: [number, string][] = [];
      for (let index = 0; index < count; index++) {
        const { line, record } = JSON.parse((await rows.next()).value ?? 'null');
        taken.push([line, record.message]);
      }
      return taken;
    };
    child.stdin?.write('first\nERROR second\n\tat org.example.Shop.save(Shop.java:7)\nthird\nfou');
    expect(await take(3)).toEqual([
      [1, 'first'],
      [2, 'second\n\tat org.example.Shop.save(Shop.java:7)'],
      [4, 'third'],
    ]);
    child.stdin?.write('rth\nfifth\n');
    expect(await take(2)).toEqual([
      [5, 'fourth'],
      [6, 'fifth'],
    ]);
    child.stdin?.end('sixth');
    expect(await take(1)).toEqual([[7, 'sixth']]);
  } finally {
    child.kill();
  }
});

it('reads standard input, and says which file it cannot read', async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const child = execFile(process.execPath, [MAIN, 'parse', '--json', '-'], (_error, out) => resolve(out));
  child.stdin?.end('[warn] slow\n');
  expect(JSON.parse(await promise)).toMatchObject({
    file: '-',
    line: 1,
    record: { service: 'stdin', severity: 'WARN' },
  });
  const program = await runCommand(['parse', '--json', process.execPath]);
  expect(program.code).toBe(64);
  expect(program.errors.match(/cannot read/g)).toHaveLength(1);
  expect(program.errors).toContain('it is a binary file');
  const missing = await runCommand(['parse', '--json', join(folder, 'no-such.log')]);
  expect(missing.code).toBe(64);
  expect(missing.errors).toContain('no-such.log');
});

it('goes on with the next file where one cannot be read, says each fault, and ends with the code of a wrong argument', async () => {
  const first = join(folder, 'no-such-1.log');
  const last = join(folder, 'no-such-2.log');
  const good = file('good.log', '[warn] slow\n');
  for (const args of [['--json'], []]) {
    const { code, errors, out } = await runCommand(['parse', ...args, first, process.execPath, folder, good, last]);
    expect(code, errors).toBe(64);
    expect(out).toContain('slow');
    expect(out).not.toContain('no-such');
    const faults = errors.trimEnd().split('\n');
    expect(faults.map((fault) => fault.includes('cannot read'))).toEqual([true, true, true, true]);
    expect([faults[0], faults[3]]).toEqual([expect.stringContaining(first), expect.stringContaining(last)]);
  }
});

it('says what is wrong with a file that cannot be read, and reads the others', async () => {
  const good = file('good.log', TEXT);
  const { code, errors, out } = await runCommand(['parse', '--json', folder, join(folder, 'missing.log'), good]);
  expect(errors.split('\n')).toEqual([
    `logwarren: cannot read ${folder}: it is a directory; name the files in it`,
    `logwarren: cannot read ${join(folder, 'missing.log')}: there is no such file`,
    '',
  ]);
  expect([code, out.trimEnd().split('\n').length]).toEqual([64, 3]);
});

it.skipIf(!existsSync('/dev/zero'))('ends where a line never does, as that of a device', async () => {
  const { code, errors } = await runCommand(['parse', '--json', '/dev/zero']);
  expect([code, errors]).toEqual([64, 'logwarren: cannot read /dev/zero: line 1 has no line break within 256 MiB\n']);
});

it('stops at a signal while it waits for standard input', async () => {
  const child = execFile(process.execPath, [MAIN, 'parse', '--json', '-']);
  const rows = createInterface({ input: child.stdout as Readable })[Symbol.asyncIterator]();
  // Printed after a silence, so that it is waiting for more when the signal comes.
  child.stdin?.write('2026-03-09 08:15:30 ERROR first\n');
  await rows.next();
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await ended).toEqual([143, null]);
});
