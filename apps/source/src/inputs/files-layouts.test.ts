import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { follow, input, renewBroker, SOON, seen, useFileInput } from './test-file-input.ts';

useFileInput();

test('columns that a header names are not those of the file after it was truncated', async () => {
  const line = '2026-03-09 08:15:30 503 GET /orders';
  writeFileSync(input.log, `#Fields: date time sc-status cs-method cs-uri-stem\n${line}\n`);
  const auto = { parser: { format: 'auto' as const } };
  const first = await follow([input.log], auto);
  await vi.waitFor(() => expect(input.broker.messages).toContain('GET /orders 503'), SOON);
  renewBroker();
  writeFileSync(input.log, `${line}\n`);
  await vi.waitFor(() => expect(input.broker.messages).toHaveLength(1), SOON);
  const [message] = input.broker.messages;
  expect(message).toContain('503 GET /orders');
  await first.stop();
  appendFileSync(input.log, `${line}\n`);
  await follow([input.log], auto);
  await seen(message as string, message as string);
});

test('columns that a header names are known after a restart, and in the middle of a file', async () => {
  const line = (minute: string) => `2026-03-09 08:${minute}:30 503 GET /orders`;
  writeFileSync(input.log, `#Fields: date time sc-status cs-method cs-uri-stem\n${line('15')}\n`);
  const auto = { parser: { format: 'auto' as const } };
  const first = await follow([input.log], auto);
  await vi.waitFor(() => expect(input.broker.messages).toContain('GET /orders 503'), SOON);
  await first.stop();
  renewBroker();
  appendFileSync(input.log, `${line('16')}\n`);
  input.broker.isConfirming = false;
  const second = await follow([input.log], auto);
  await seen('GET /orders 503');
  await second.crash();
  const ids = input.broker.ids;
  renewBroker();
  const third = await follow([input.log], auto);
  await seen('GET /orders 503');
  expect(input.broker.ids).toEqual(ids);
  await third.stop();
  rmSync(join(input.directory, 'state'), { recursive: true });
  renewBroker();
  await follow([input.log], { ...auto, start: 'end' });
  appendFileSync(input.log, `${line('17')}\n`);
  await seen('GET /orders 503');
});

test('the time above an event of the general log of MariaDB holds after a restart and a crash, but is not that of the head', async () => {
  const event = (id: number) => `\t\t     ${id} Query\tselect ${id}\n`;
  const read = (id: number) => `${id} Query\tselect ${id}`;
  writeFileSync(input.log, `261130  9:43:31\t     3 Query\tselect 3\n${event(4)}`);
  const auto = { parser: { format: 'auto' as const } };
  const first = await follow([input.log], auto);
  await seen(read(3), read(4));
  await first.stop();
  renewBroker();
  appendFileSync(input.log, event(5));
  input.broker.isConfirming = false;
  const second = await follow([input.log], auto);
  await seen(read(5));
  await second.crash();
  renewBroker();
  const third = await follow([input.log], auto);
  await seen(read(5));
  await third.stop();
  rmSync(join(input.directory, 'state'), { recursive: true });
  renewBroker();
  await follow([input.log], { ...auto, start: 'end' });
  appendFileSync(input.log, event(6));
  await seen(event(6).trimEnd());
});

describe('what the lines of a file teach about its layout', () => {
  const auto = { parser: { format: 'auto' as const } };
  const head = (at: number) => `2026-03-09 08:15:${at} INFO [shop] saved`;
  const odd = (at: number) => `2026-03-09 08:15:${at} status ERROR it broke`;
  const lines = (count: number, line: (at: number) => string) =>
    Array.from({ length: count }, (_, index) => `${line(10 + index)}\n`).join('');
  const services = () => input.broker.batches.flatMap(({ records, service }) => records.map(() => service));
  const state = () => join(input.directory, 'state', 'files.json');
  const read = (count: number) => vi.waitFor(() => expect(services()).toHaveLength(count), SOON);

  test('holds behind a restart, and for a range that is read again', async () => {
    writeFileSync(input.log, lines(20, head));
    const first = await follow([input.log], auto);
    await read(20);
    await first.stop();
    renewBroker();
    input.broker.isConfirming = false;
    appendFileSync(input.log, lines(1, odd));
    const second = await follow([input.log], auto);
    await read(1);
    expect(services()).toEqual(['shop']);
    await second.crash();
    const { batches } = input.broker;
    renewBroker();
    appendFileSync(input.log, lines(6, odd));
    await follow([input.log], auto);
    await read(7);
    expect(input.broker.batches[0]).toEqual(batches[0]);
    expect(services().slice(-3)).toEqual(['status', 'status', 'status']);
  });

  test('makes an object without a time a part of the record above, behind a restart and in a range that is read again, too', async () => {
    const messages = () => input.broker.batches.flatMap(({ records }) => records.map(({ message }) => message));
    writeFileSync(input.log, lines(20, head));
    const first = await follow([input.log], auto);
    await read(20);
    await first.stop();
    renewBroker();
    input.broker.isConfirming = false;
    appendFileSync(input.log, `${head(50)}\n{"level":"error"}\n${head(51)}\n`);
    const second = await follow([input.log], auto);
    await read(2);
    expect(messages()[0]).toMatch(/\n\{"level":"error"\}$/);
    await second.crash();
    const { batches } = input.broker;
    renewBroker();
    await follow([input.log], auto);
    await read(2);
    expect(input.broker.batches).toEqual(batches);
    renewBroker();
    writeFileSync(input.log, `${head(52)}\n{"level":"error"}\n`);
    await read(2);
  });

  test('does not change a range that an older build has read', async () => {
    writeFileSync(input.log, lines(20, head) + lines(1, odd));
    input.broker.isConfirming = false;
    const first = await follow([input.log], auto);
    await read(21);
    expect(services()).not.toContain('status');
    await first.crash();
    const before = JSON.parse(readFileSync(state(), 'utf8'));
    for (const file of before.files) {
      delete file.layouts;
      for (const pending of file.pending) delete pending.layouts;
    }
    writeFileSync(state(), JSON.stringify(before));
    renewBroker();
    await follow([input.log], auto);
    await read(21);
    expect(services()).toContain('status');
  });

  test('is forgotten when the file begins anew', async () => {
    writeFileSync(input.log, lines(40, head));
    await follow([input.log], auto);
    await read(40);
    renewBroker();
    writeFileSync(input.log, lines(1, odd));
    await read(1);
    expect(services()).toEqual(['status']);
  });

  test('of a newer build is refused and left as it is', async () => {
    writeFileSync(input.log, lines(2, head));
    const first = await follow([input.log], auto);
    await read(2);
    await first.stop();
    const newer = readFileSync(state(), 'utf8').replaceAll(/"layouts":\{"version":\d+/g, '"layouts":{"version":99');
    expect(newer).toContain('99');
    writeFileSync(state(), newer);
    await expect(follow([input.log], auto)).rejects.toThrow(
      /^the layout state of a file in .*files\.json has format 99/,
    );
    expect(readFileSync(state(), 'utf8')).toBe(newer);
  });
});
