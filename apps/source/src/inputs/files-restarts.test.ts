import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenBatch } from '@logwarren/contract/testing';
import { expect, test, vi } from 'vitest';
import { follow, input, renewBroker, SOON, seen, setClock, useFileInput } from './test-file-input.ts';

useFileInput();

test('nothing is read twice after a stop', async () => {
  writeFileSync(input.log, 'one\n');
  const { stop } = await follow();
  await seen('one');
  await stop();
  appendFileSync(input.log, 'two\n');
  await follow();
  await seen('one', 'two');
});

test('chunks that were not confirmed are published again with the same ids, whatever was added since', async () => {
  writeFileSync(input.log, 'INFO one\nError: boom\n    at run (a.js:1:1)\n');
  input.broker.isConfirming = false;
  const { crash } = await follow();
  await vi.waitFor(() => expect(input.broker.messages).toHaveLength(2), SOON);
  await crash();
  const before = input.broker.batches.splice(0);
  appendFileSync(input.log, '    at main (a.js:2:2)\nthree\n');
  input.broker.isConfirming = true;
  await follow([input.log], { parser: { format: 'auto', service: 'other', forceService: true } });
  await vi.waitFor(() => expect(input.broker.messages).toContain('three'), SOON);
  expect(input.broker.batches.slice(0, before.length)).toEqual(before);
});

test('the offset does not move over a chunk that waits for its confirm', async () => {
  writeFileSync(input.log, 'one\n');
  input.broker.isConfirming = false;
  const { crash } = await follow();
  await vi.waitFor(() => expect(input.broker.batches).toHaveLength(1), SOON);
  appendFileSync(input.log, 'two\n');
  await vi.waitFor(() => expect(input.broker.batches).toHaveLength(2), SOON);
  input.broker.confirms[1]?.();
  await crash();
  const ids = input.broker.ids;
  input.broker.isConfirming = true;
  await follow();
  await vi.waitFor(() => expect(input.broker.ids).toEqual([...ids, ...ids]), SOON);
});

test('a file that was rotated while nobody read is finished first', async () => {
  writeFileSync(input.log, 'one\n');
  const { stop } = await follow();
  await seen('one');
  await stop();
  appendFileSync(input.log, 'two\n');
  renameSync(input.log, join(input.directory, 'archived'));
  writeFileSync(input.log, 'three\n');
  await follow();
  await seen('one', 'two', 'three');
});

test('another file with the inode of a known one is read from its beginning', async () => {
  writeFileSync(input.log, 'one\n');
  const { stop } = await follow();
  await seen('one');
  await stop();
  // Same inode, other content, longer than the offset.
  writeFileSync(input.log, 'a new life\n');
  await follow();
  await seen('one', expect.stringContaining('An unknown number of bytes'), 'a new life');
});

test.each(['utf16le', 'utf16be'] as const)(
  'a file of UTF-16 (%s) is read on where it was left, again after a crash',
  async (order) => {
    const encoded = (text: string) =>
      order === 'utf16le' ? Buffer.from(text, 'utf16le') : Buffer.from(text, 'utf16le').swap16();
    writeFileSync(input.log, encoded('\uFEFFgrößer\r\nĊrna Ā\r\n'));
    const first = await follow();
    await seen('größer', 'Ċrna Ā');
    input.broker.isConfirming = false;
    appendFileSync(input.log, encoded('😀 three\r\n'));
    await seen('größer', 'Ċrna Ā', '😀 three');
    await first.crash();
    renewBroker();
    appendFileSync(input.log, encoded('four\r\n'));
    await follow();
    await seen('😀 three', 'four');
  },
);

test('a file that is there is not forgotten, whatever the clock says', async () => {
  writeFileSync(input.log, 'one\n');
  setClock(-40 * 86_400_000);
  await (await follow()).stop();
  setClock(0);
  await follow();
  appendFileSync(input.log, 'two\n');
  await seen('one', 'two');
});

test('a loss is reported again with the same id until the broker has it', async () => {
  writeFileSync(input.log, 'one\n');
  input.broker.isConfirming = false;
  const first = await follow();
  await seen('one');
  await first.crash();
  rmSync(input.log);
  const told: OpenBatch[] = [];
  for (const isConfirming of [false, true]) {
    renewBroker();
    input.broker.isConfirming = isConfirming;
    const next = await follow();
    await vi.waitFor(() => expect(input.broker.batches).toHaveLength(1), SOON);
    told.push(...input.broker.batches);
    await (isConfirming ? next.stop() : next.crash());
  }
  expect(told[0]?.records[0]?.message).toContain(
    `At least 4 bytes of ${input.log} were lost before the source read them: the file is gone; last seen at `,
  );
  expect(told[1]).toEqual(told[0]);
  renewBroker();
  await (await follow()).stop();
  expect(input.broker.batches).toEqual([]);
});

test('a file that is begun anew while no source runs is reported once as having lost an unknown number of bytes', async () => {
  writeFileSync(input.log, 'one\ntwo\n');
  const first = await follow();
  await seen('one', 'two');
  await first.stop();
  writeFileSync(input.log, 'new\n');
  const told = `An unknown number of bytes of ${input.log} may have been lost before the source read them: the file was overwritten or made anew; last seen at T with 8 bytes, all of them sent; anything written later is unknown`;
  const second = await follow();
  const withoutTime = () =>
    input.broker.messages.map((message) => message.replace(/last seen at \S+/, 'last seen at T'));
  await vi.waitFor(() => expect(withoutTime().sort()).toEqual([told, 'new', 'one', 'two'].sort()), SOON);
  const record = input.broker.batches.find(({ severity }) => severity === 'WARN');
  expect(record).toMatchObject({
    service: 'shop',
    records: [{ attributes: { 'logwarren.lost.reason': 'overwritten' } }],
  });
  await second.stop();
  appendFileSync(input.log, 'newer\n');
  await follow();
  await vi.waitFor(() => expect(input.broker.messages).toContain('newer'), SOON);
  expect(input.broker.messages).toHaveLength(5);
});

test('the path of a pod gives service and attributes, which a restart keeps although the file is renamed', async () => {
  const pod = join(input.directory, 'prod_shop-1_0f3c1b9e-7a52-4c1d-9b7e-5d2f8a1c6e40', 'web');
  mkdirSync(pod, { recursive: true });
  const path = join(pod, '2.log');
  writeFileSync(
    path,
    '2024-05-14T10:00:00Z stdout F one\n2024-05-14T10:00:01Z stderr F {"service":"pay","msg":"two"}\n',
  );
  const { crash } = await follow([join(input.directory, '*', '*', '*.log*')], { parser: { format: 'auto' } });
  await vi.waitFor(() => expect([...input.broker.messages].sort()).toEqual(['one', 'two']), SOON);
  await crash();
  renameSync(path, `${path}.20240514-100100`);
  appendFileSync(`${path}.20240514-100100`, '2024-05-14T10:00:02Z stdout F three\n');
  await follow([join(input.directory, '*', '*', '*.log*')], { parser: { format: 'auto' } });
  await vi.waitFor(() => expect(input.broker.messages).toContain('three'), SOON);
  const named = new Map(
    input.broker.batches.flatMap(({ records, service }) => records.map(({ message }) => [message, service])),
  );
  expect(Object.fromEntries(named)).toEqual({ one: 'web', two: 'pay', three: 'web' });
  for (const { attributes } of input.broker.batches.flatMap(({ records }) => records))
    expect(attributes).toMatchObject({
      ...{ 'k8s.namespace.name': 'prod', 'k8s.pod.name': 'shop-1', 'k8s.container.name': 'web' },
      ...{ 'k8s.pod.uid': '0f3c1b9e-7a52-4c1d-9b7e-5d2f8a1c6e40', 'k8s.container.restart_count': 2 },
    });
});
