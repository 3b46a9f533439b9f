import { appendFileSync, chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JOINER_VERSION } from '@logwarren/contract/formats';
import { type FormatSet, readFormats } from '@logwarren/own-formats';
import { expect, test, vi } from 'vitest';
import { CheckpointError } from '../state/state-file.ts';
import { follow, input, renewBroker, SOON, seen, useFileInput } from './test-file-input.ts';

useFileInput();

test('a range of version 3 that was pending is joined again by its rules', async () => {
  const lines = ['stderr F Error: x', 'stdout F out', 'stderr F     at a (b.js:1:2)'];
  const wrapped = lines.map((text) => `2026-05-14T10:00:00.123456789Z ${text}`);
  writeFileSync(input.log, `${wrapped.join('\n')}\n`);
  input.broker.isConfirming = false;
  const { crash } = await follow();
  await seen(`${wrapped[0]}\n${wrapped[2]}`, wrapped[1] ?? '');
  await crash();
  const file = join(input.directory, 'state', 'files.json');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/"joiner":\d+/g, '"joiner":3'));
  renewBroker();
  await follow();
  await seen(...wrapped);
});

test('a checkpoint of a build before this one is read: what it lacks is not taken for a loss', async () => {
  writeFileSync(input.log, 'one\n');
  const first = await follow();
  await seen('one');
  await first.stop();
  const file = join(input.directory, 'state', 'files.json');
  const { version, files } = JSON.parse(readFileSync(file, 'utf8'));
  expect(files[0]).toMatchObject({ tail: { bytes: 4 }, sizeBytes: 4 });
  const known = ['id', 'path', 'firstPath', 'device', 'inode', 'madeNs', 'fingerprint', 'offset', 'pending', 'seenMs'];
  const old = Object.fromEntries(known.map((key) => [key, files[0][key]]));
  const gone = { ...old, id: 'gone', inode: '1', offset: 9 };
  writeFileSync(file, JSON.stringify({ version, files: [old, gone] }));
  appendFileSync(input.log, 'two\n');
  await follow();
  await seen('one', 'two');
});

test('checkpoint and directory are for their owner alone, also those that others could read', async () => {
  const state = join(input.directory, 'state');
  const modes = () => [state, join(state, 'files.json')].map((path) => (statSync(path).mode & 0o777).toString(8));
  writeFileSync(input.log, 'one\n');
  await (await follow()).stop();
  expect(modes()).toEqual(['700', '600']);
  chmodSync(state, 0o755);
  chmodSync(join(state, 'files.json'), 0o644);
  await (await follow()).stop();
  expect(modes()).toEqual(['700', '600']);
});

test('a checkpoint of a newer build is refused and left as it is', async () => {
  writeFileSync(input.log, 'one\n');
  await (await follow()).stop();
  const file = join(input.directory, 'state', 'files.json');
  const newer = '{"version":2,"files":{"in":"another shape"}}';
  writeFileSync(file, newer);
  await expect(follow()).rejects.toThrow(
    /^the checkpoint .*files\.json has format 2, this build knows formats up to 1/,
  );
  expect(readFileSync(file, 'utf8')).toBe(newer);
});

test('a range that another build has read gives the records that it gave there', async () => {
  const lines = ['{"a":1}', '  {"a":2}', '{"a":3}', '  {"a":4}', '{"a":5}'];
  writeFileSync(input.log, `${lines.join('\n')}\n`);
  input.broker.isConfirming = false;
  const { crash } = await follow();
  await seen(...lines);
  await crash();
  const file = join(input.directory, 'state', 'files.json');
  const written = readFileSync(file, 'utf8');
  expect(written).toContain(`"joiner":${JOINER_VERSION}`);
  const restart = async (text: string, messages: string[]) => {
    writeFileSync(file, text);
    renewBroker();
    input.broker.isConfirming = false;
    const again = await follow();
    await seen(...messages);
    await again.crash();
  };
  await restart(written, lines);
  // As builds wrote it that put indented lines to the line above, whatever stands in them.
  await restart(written.replaceAll(/"joiner":\d+,/g, ''), [
    lines.slice(0, 2).join('\n'),
    lines.slice(2, 4).join('\n'),
    ...lines.slice(4),
  ]);
  writeFileSync(file, written.replaceAll(/"joiner":\d+/g, '"joiner":99'));
  await expect(follow()).rejects.toThrow(/^a pending range in .*files\.json has format 99/);
});

/** The formats of a file of them. */
function formatsOf(text: string): FormatSet {
  const read = readFormats(text, 0);
  return 'formats' in read ? read.formats : expect.fail(JSON.stringify(read.faults));
}

test('a range that was read by an own format gives the same when the format has been edited, or is gone', async () => {
  const format = (start: string, severity: string) => `formats:
  - name: odd
    files: ['shop*']
    start: '^${start}'
    pattern: '..(?P<severity>\\w+) (?P<message>.*)'
    severity: { BAD: ${severity} }
    drop: [secret]`;
  writeFileSync(input.log, '> BAD one\nmore\n> BAD secret\n> BAD two\n- BAD three\n> BAD four\n');
  input.broker.isConfirming = false;
  const first = await follow([input.log], { formats: formatsOf(format('>', 'FATAL')) });
  await seen('one\nmore', 'two\n- BAD three', 'four');
  await first.crash();
  for (const formats of [formatsOf(format('-', 'WARN')), undefined]) {
    const before = input.broker.batches.splice(0);
    const next = await follow([input.log], { formats });
    await vi.waitFor(() => expect(input.broker.batches).toEqual(before), SOON);
    expect(before[0]?.severity).toBe('FATAL');
    await next.crash();
  }
  input.broker.batches.splice(0);
  input.broker.isConfirming = true;
  await follow([input.log], { formats: formatsOf(format('-', 'WARN')) });
  appendFileSync(input.log, '- BAD five\n> BAD six\n- BAD seven\n');
  await seen('one\nmore', 'two\n- BAD three', 'four', 'five\n> BAD six', 'seven');
  expect(input.broker.batches.at(-1)?.severity).toBe('WARN');
});

test('a damaged checkpoint is an error that says what to do', async () => {
  writeFileSync(input.log, 'one\n');
  await (await follow()).stop();
  const file = join(input.directory, 'state', 'files.json');
  expect(existsSync(file)).toBe(true);
  writeFileSync(file, '{"version":1,');
  await expect(follow()).rejects.toThrow(CheckpointError);
  await expect(follow()).rejects.toThrow(/damaged; move it away/);
});
