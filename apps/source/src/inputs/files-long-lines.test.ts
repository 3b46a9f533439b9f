import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { MAX_LONG_LINES } from './files/reading/long-lines.ts';
import { follow, input, SOON, useFileInput } from './test-file-input.ts';

useFileInput();

/** JSON whose message has so many letters. */
function longJson(letters: number): string {
  const message = `HEAD ${'x'.repeat(letters)} TAIL`;
  return JSON.stringify({ time: '2024-05-14T10:00:00Z', level: 'error', message, order: 7 });
}

test('JSON up to the limit of HTTP is parsed before it is cut, however it is written', async () => {
  const line = longJson(7_000_000);
  writeFileSync(input.log, `first\n${line}\n`);
  await follow([input.log], { parser: { format: 'auto' } });
  await vi.waitFor(() => expect(input.broker.messages).toHaveLength(2), SOON);
  for (let at = 0; at < line.length; at += 1_500_000) {
    appendFileSync(input.log, line.slice(at, at + 1_500_000));
    await new Promise((resolve) => setImmediate(resolve));
  }
  appendFileSync(input.log, '\nlast\n');
  await vi.waitFor(() => expect(input.broker.messages).toHaveLength(4), SOON);
  const long = input.broker.batches.filter(({ severity }) => severity === 'ERROR').flatMap(({ records }) => records);
  expect(long).toHaveLength(2);
  for (const { attributes, message, timestamp } of long) {
    expect(message).toMatch(/^HEAD x+… \[cut, 7000010 bytes\] …x+ TAIL$/);
    expect(attributes).toEqual({ order: 7, 'log.truncated': 'message' });
    expect(timestamp).toBe(Date.UTC(2024, 4, 14, 10));
  }
});

test('more open lines than there are buffers for are cut, and nothing of them is lost', async () => {
  const logs = Array.from({ length: MAX_LONG_LINES + 2 }, (_, i) => join(input.directory, `${i}.log`));
  for (const path of logs) writeFileSync(path, 'x'.repeat(900_000));
  await follow([join(input.directory, '*.log')], { flushMs: 1_000 });
  const lengths = () =>
    input.broker.messages.map((message) => Number(/cut, (\d+) bytes/.exec(message)?.[1] ?? message.length));
  await vi.waitFor(() => expect(lengths().length).toBeGreaterThanOrEqual(2), SOON);
  for (const path of logs) appendFileSync(path, '\n');
  await vi.waitFor(() => expect(lengths().reduce((sum, length) => sum + length, 0)).toBe(logs.length * 900_000), SOON);
  const whole = lengths().filter((length) => length === 900_000);
  expect(whole.length).toBeGreaterThanOrEqual(MAX_LONG_LINES);
});
