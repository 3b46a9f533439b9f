import { appendFileSync, readFileSync, renameSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createLogger } from '@logwarren/common';
import { expect, test, vi } from 'vitest';
import { FollowedFile } from './files/following/follow-file.ts';
import { follow, input, SOON, seen, setClock, useFileInput } from './test-file-input.ts';

useFileInput();

test('records are read as the file grows, in order', async () => {
  writeFileSync(input.log, 'one\ntwo\n');
  await follow();
  await seen('one', 'two');
  appendFileSync(input.log, 'three\n');
  await seen('one', 'two', 'three');
  expect(input.broker.batches[0]?.service).toBe('shop');
});

test('a wall clock that is set back or ahead delays nothing: neither reading nor rotation', async () => {
  writeFileSync(input.log, 'one\n');
  await follow();
  await seen('one');
  setClock(-3_600_000);
  appendFileSync(input.log, 'two\n');
  await seen('one', 'two');
  renameSync(input.log, `${input.log}.1`);
  writeFileSync(input.log, 'four\n');
  appendFileSync(`${input.log}.1`, 'three\n');
  await seen('one', 'two', 'three', 'four');
  setClock(3_600_000);
  appendFileSync(input.log, 'five\n');
  await seen('one', 'two', 'three', 'four', 'five');
});

test('a file that appears later is read from its beginning, also when others start at their end', async () => {
  writeFileSync(input.log, 'old\nlast');
  await follow([input.log, join(input.directory, '*.txt')], { start: 'end' });
  const later = join(input.directory, 'later.txt');
  appendFileSync(input.log, ' line\n');
  await seen('last line');
  writeFileSync(later, 'new\n');
  await seen('last line', 'new');
});

test('a file renamed by rotation is read to its end before the new one', async () => {
  writeFileSync(input.log, 'one\n');
  await follow();
  await seen('one');
  renameSync(input.log, `${input.log}.1`);
  writeFileSync(input.log, 'four\n');
  appendFileSync(`${input.log}.1`, 'two\nthree without an end');
  await seen('one', 'two', 'three without an end', 'four');
});

test('several rotations while the broker is away lose nothing and keep the order', async () => {
  input.broker.isConfirming = false;
  writeFileSync(input.log, 'one\n');
  await follow();
  await vi.waitFor(() => expect(input.broker.messages).toEqual(['one']), SOON);
  for (const name of ['two', 'three', 'four']) {
    renameSync(input.log, `${input.log}.${name}`);
    writeFileSync(input.log, `${name}\n`);
    await vi.waitFor(() => expect(input.broker.messages).toContain(name), SOON);
  }
  await seen('one', 'two', 'three', 'four');
});

test('a file under a glob keeps its place when rotation renames it', async () => {
  writeFileSync(input.log, 'one\n');
  await follow([`${input.log}*`]);
  await seen('one');
  renameSync(input.log, `${input.log}.1`);
  writeFileSync(input.log, 'two\n');
  await seen('one', 'two');
});

test('a truncated file is read again from its beginning, after the record that was still open', async () => {
  writeFileSync(input.log, 'one\ntwo\n');
  await follow([input.log], { flushMs: 60_000 });
  await seen('one');
  truncateSync(input.log);
  await seen('one', 'two');
  appendFileSync(input.log, 'three\nfour\n');
  await seen('one', 'two', 'three');
});

test('a file that was truncated and has grown beyond its old size is noticed', async () => {
  writeFileSync(input.log, 'one\n');
  await follow();
  await seen('one');
  writeFileSync(input.log, 'another beginning\nand more\n');
  await seen('one', 'another beginning', 'and more');
});

test('one file under several names is read once', async () => {
  writeFileSync(input.log, 'one\n');
  symlinkSync(input.log, join(input.directory, 'link.log'));
  await follow([join(input.directory, '*.log'), input.log]);
  await seen('one');
  appendFileSync(input.log, 'two\n');
  await seen('one', 'two');
});

test('compressed files are skipped, by name and by content', async () => {
  writeFileSync(`${input.log}.2.gz`, gzipSync('no'));
  writeFileSync(`${input.log}.3`, gzipSync('no'));
  writeFileSync(input.log, 'yes\n');
  await follow([`${input.log}*`]);
  await seen('yes');
});

test('a name with glob characters that exists is taken as it is', async () => {
  const odd = join(input.directory, 'odd[1]*.log');
  writeFileSync(odd, 'odd\n');
  await follow([odd]);
  await seen('odd');
});

test('a large file arrives whole and in order', async () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i} ${'x'.repeat(80)}`);
  writeFileSync(input.log, `${lines.join('\n')}\n`);
  await follow();
  await vi.waitFor(() => expect(input.broker.messages.length).toBe(lines.length), SOON);
  expect(input.broker.messages).toEqual(lines);
});

test('a file of UTF-16 that is followed from its end begins with a whole line', async () => {
  writeFileSync(input.log, Buffer.from('\uFEFFone\r\ntwo\r\n', 'utf16le'));
  await follow([input.log], { start: 'end' });
  appendFileSync(input.log, Buffer.from('three\r\n', 'utf16le'));
  await seen('three');
});

test('a silent service of docker compose does not hold up the others in a file that grows', async () => {
  writeFileSync(input.log, 'db-1  | once\n');
  // A line before each look, not by the clock: a busy machine would write many between two looks.
  const { look } = FollowedFile.prototype;
  vi.spyOn(FollowedFile.prototype, 'look').mockImplementation(function (this: FollowedFile, ...given) {
    if (!input.broker.messages.includes('db-1  | once')) appendFileSync(input.log, 'web-1 | again\n');
    return look.apply(this, given);
  });
  await follow();
  await vi.waitFor(() => expect(input.broker.messages).toContain('db-1  | once'), SOON);
  expect(input.broker.messages.length).toBeLessThan(10);
});

test('a binary file is skipped with a warning, the others are read', async () => {
  const lines: string[] = [];
  const logger = createLogger('test', 'silent' as never);
  logger.warn = ((fields: { reason: string }, text: string) => void lines.push(`${fields.reason}: ${text}`)) as never;
  writeFileSync(join(input.directory, 'wtmp.log'), readFileSync(process.execPath).subarray(0, 4096));
  writeFileSync(input.log, 'one\n');
  await follow([join(input.directory, '*.log')], { log: logger });
  await seen('one');
  expect(lines).toEqual(['is a binary file: File is skipped.']);
});
