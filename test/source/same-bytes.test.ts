import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_EXCHANGE } from '@logwarren/broker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';
import { openForeignClient } from '../harness/broker/foreign-client.ts';

/** Lines that are not UTF-8, beside some that are, through every input: no character is lost, replaced or garbled. */

const INPUTS = ['file', 'pipe', 'json', 'rows', 'text', 'amqp', 'list'] as const;
const MESSAGES = ['größer 错误 😀', 'café', 'naïve €', 'plain'];
/** Every second one is windows-1252. */
const WINDOWS = new Set(['café', 'naïve €']);

let system: TestSystem;

const line = (input: string, message: string) => {
  const text = JSON.stringify({ service: input, message });
  return WINDOWS.has(message) ? Buffer.from(text.replace('€', '\x80'), 'latin1') : Buffer.from(text);
};
const lines = (input: string, between: string) =>
  Buffer.concat(MESSAGES.flatMap((message, i) => [Buffer.from(i === 0 ? '' : between), line(input, message)]));
const list = (input: string) => Buffer.concat([Buffer.from('['), lines(input, ',\n'), Buffer.from(']')]);

beforeAll(async () => {
  system = await openTestSystem();
  await system.start('collector').waitReady();
  const file = join(system.dir, 'bytes.log');
  writeFileSync(file, Buffer.concat([lines('file', '\n'), Buffer.from('\n')]));
  const source = system.start('source', ['--http', file], { SOURCE_FLUSH_MS: '100' });
  const pipe = system.start('source', ['-'], { SOURCE_FLUSH_MS: '100', SOURCE_STATE_DIR: join(system.dir, 'pipe') });
  pipe.input.end(lines('pipe', '\n'));
  await source.waitReady();
  await post(source.url, 'application/json', list('json'));
  await post(source.url, 'application/x-ndjson', lines('rows', '\n'));
  await post(source.url, 'text/plain', lines('text', '\n'));
  await using client = await openForeignClient(system.vhost.url);
  client.channel.publish(LOG_EXCHANGE, 'app', lines('amqp', '\n'));
  client.channel.publish(LOG_EXCHANGE, 'app', list('list'));
  await client.channel.waitForConfirms();
  await system.waitForTotal(INPUTS.length * MESSAGES.length);
});

afterAll(() => system[Symbol.asyncDispose]());

async function post(url: string, type: string, body: Buffer): Promise<void> {
  const answer = await fetch(`${url}/logs`, { method: 'POST', headers: { 'content-type': type }, body });
  expect(await answer.json()).toEqual({ accepted: MESSAGES.length, rejected: 0 });
}

it.each(INPUTS)('by the input %s', async (input) => {
  const found = await system.findAll(`service=${input}`);
  expect(found.map(({ message }) => message).toSorted()).toEqual(MESSAGES.toSorted());
});
