import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeBatch, LOG_EXCHANGE, openPublisher } from '@logwarren/broker';
import { createLogger, Readiness } from '@logwarren/common';
import {
  BATCH_TYPE,
  createBatchIds,
  fromColumns,
  type LogBatch,
  type NormalisedRecord,
  parseJson,
  stringifyJson,
  toColumns,
} from '@logwarren/contract';
import { createLineParser } from '@logwarren/contract/formats';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DOCKER_LINES, JSON_LINES, TEXT_LINES } from '../fixtures/same-records.ts';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';

/**
 * The same record through two inputs is the same record: one table goes through every input, with real processes, RabbitMQ
 * and MongoDB, and what search returns is compared.
 *
 * These differ rightly, and are left out of the comparison:
 *
 *     id           of its batch
 *     order        its place in what its input has read
 *     observedAt   the moment at which it was read; also the timestamp of a record without a time
 *     input        the name of the input, which the table writes into each record to tell them apart
 *
 * A line that is not a JSON object goes through the inputs that take text.
 */

const OBJECTS = { ...JSON_LINES, ...DOCKER_LINES };
const ALL_LINES = { ...OBJECTS, ...TEXT_LINES };
/** Files of one length, see the table. Each input passes the service of records that name none in its own way. */
const INPUTS = [
  'in-file',
  'in-pipe',
  'in-json',
  'in-line',
  'in-text',
  'in-amqp',
  'in-list',
  'in-rows',
  'in-cols',
  'in-recs',
] as const;
type Input = (typeof INPUTS)[number];
const OF_TEXT: readonly Input[] = ['in-file', 'in-pipe', 'in-text', 'in-amqp', 'in-cols', 'in-recs'];
const SERVICE = 'stdin';

type FoundRecord = Record<string, unknown> & { id: string; message: string; timestamp: string; observedAt: string };

let system: TestSystem;
/** By the name of the input, then by that of the row. */
const found = new Map<string, Map<string, unknown>>();

const written = (line: string, input: Input) => line.replaceAll('@', input);
const linesFor = (input: Input): string[] =>
  Object.values(OF_TEXT.includes(input) ? ALL_LINES : OBJECTS).map((line) => written(line, input));

beforeAll(async () => {
  system = await openTestSystem();
  await system.start('collector').waitReady();
  await send();
  const total = INPUTS.reduce((sum, input) => sum + linesFor(input).length, 0);
  await system.waitForTotal(total);
  for (const record of await findAll()) sort(record);
});

afterAll(async () => {
  await system[Symbol.asyncDispose]();
});

async function send(): Promise<void> {
  const file = join(system.dir, `${SERVICE}.log`);
  writeFileSync(
    file,
    linesFor('in-file')
      .map((line) => `${line}\n`)
      .join(''),
  );
  const flush = { SOURCE_FLUSH_MS: '100' };
  const source = system.start('source', ['--http', file], flush);
  const pipe = system.start('source', ['-'], {
    ...flush,
    SOURCE_STATE_DIR: join(system.dir, 'pipe'),
  });
  pipe.input.end(linesFor('in-pipe').join('\n'));
  await source.waitReady();
  await post(source.url, 'application/json', linesFor('in-json'), (lines) => `[${lines.join(',\n')}]`);
  await post(source.url, 'application/x-ndjson', linesFor('in-line'), (lines) => lines.join('\n'));
  await post(source.url, 'text/plain', linesFor('in-text'), (lines) => lines.join('\n'));
  for (const line of linesFor('in-amqp')) {
    await system.vhost.publish(LOG_EXCHANGE, `app.${SERVICE}`, line, { app_id: SERVICE });
  }
  const many = (body: string) => system.vhost.publish(LOG_EXCHANGE, `app.${SERVICE}`, body, { app_id: SERVICE });
  await many(`[${linesFor('in-list').join(',\n')}]`);
  await many(linesFor('in-rows').join('\n'));
  await publishBatches();
}

/** The parameter would win over what a record names, so only those that name none are sent with it. */
async function post(url: string, type: string, lines: string[], bodyOf: (lines: string[]) => string): Promise<void> {
  const parser = createLineParser({ format: 'auto', fallbackService: SERVICE });
  const namesOwn = (line: string) => parser.parse(line, Date.now()).service !== SERVICE;
  const parts = [
    [`${url}/logs`, lines.filter(namesOwn)],
    [`${url}/logs?service=${SERVICE}`, lines.filter((line) => !namesOwn(line))],
  ] as const;
  for (const [address, part] of parts) {
    const answer = await fetch(address, { method: 'POST', headers: { 'content-type': type }, body: bodyOf(part) });
    expect({ status: answer.status, body: await answer.json() }).toMatchObject({ status: 200, body: { rejected: 0 } });
  }
}

/** Messages that a source would send, by column and record by record, one record a batch. */
async function publishBatches(): Promise<void> {
  const publisher = await openPublisher({
    ...{ url: system.vhost.url, name: 'test', log: createLogger('test', 'silent') },
    ...{
      readiness: new Readiness(createLogger('test', 'silent')),
      metrics: new Registry(),
      signal: AbortSignal.timeout(60_000),
    },
  });
  const parser = createLineParser({ format: 'auto', fallbackService: SERVICE });
  const nextId = createBatchIds();
  for (const line of linesFor('in-cols')) {
    await publisher.publish(encodeBatch(batchOf(parser.parse(line, Date.now()), nextId())));
  }
  for (const line of linesFor('in-recs')) {
    const batch = batchOf(parser.parse(line, Date.now()), nextId());
    const { service, severity } = batch;
    const records = fromColumns(batch.records);
    const body = Buffer.from(stringifyJson({ service, severity, records }));
    await publisher.publish({ ...encodeBatch(batch), body, contentEncoding: undefined, type: BATCH_TYPE });
  }
  await publisher[Symbol.asyncDispose]();
}

function batchOf(record: NormalisedRecord, id: string): LogBatch {
  const { service, severity } = record;
  return { id, service, severity, records: toColumns([record]) };
}

/** Texts of answers, because a parser of doubles would hide what this is about. */
async function findAll(): Promise<FoundRecord[]> {
  const records: FoundRecord[] = [];
  let cursor = '';
  for (;;) {
    const answer = await fetch(`${system.search.url}/logs?limit=1000${cursor}`);
    const page = parseJson(await answer.text()) as { records: FoundRecord[]; next: string | null };
    records.push(...page.records);
    if (page.next === null) return records;
    cursor = `&cursor=${page.next}`;
  }
}

/** Finds out which row a record is of, and through which input it came. */
function sort({ id: _id, order: _order, ...record }: FoundRecord): void {
  const text = stringifyJson(record);
  const input = INPUTS.find((name) => text.includes(name));
  if (input === undefined) throw new Error(`nobody sent ${text.slice(0, 200)}`);
  const isUndated = record.timestamp === record.observedAt;
  const comparable = {
    ...record,
    observedAt: 'when it was read',
    ...(isUndated ? { timestamp: 'when it was read' } : {}),
  };
  const neutral = parseJson(stringifyJson(comparable).replaceAll(input, '@'));
  const rows = found.get(input) ?? new Map<string, unknown>();
  found.set(input, rows);
  // A record carries no number of its row, which would be a field of it: in the order of the table, equal texts are equal.
  rows.set(rowOf(neutral as FoundRecord), neutral);
}

const parser = createLineParser({ format: 'auto', fallbackService: SERVICE });
/** The record that each row becomes, without the values that depend on the moment. */
const rowByKey = new Map(Object.entries(ALL_LINES).map(([name, line]) => [keyOf(parser.parse(line, 0)), name]));

function rowOf(record: FoundRecord): string {
  return rowByKey.get(keyOf(record)) ?? `unknown: ${stringifyJson(record).slice(0, 300)}`;
}

/** The values that a JSON line states itself, even where the line is the message; otherwise those of the text. */
function keyOf({ message, attributes = {} }: { message: string; attributes?: unknown }): string {
  const { row } = attributes as { row?: unknown };
  return `${row ?? /"row": ?"([^"]*)"/.exec(message)?.[1] ?? message}`;
}

it('the rows can be told apart', () => {
  expect(rowByKey.size).toBe(Object.keys(ALL_LINES).length);
});

it.each(INPUTS)('%s brings every row', (input) => {
  expect([...(found.get(input)?.keys() ?? [])].toSorted()).toEqual(
    Object.keys(OF_TEXT.includes(input) ? ALL_LINES : OBJECTS).toSorted(),
  );
});

it.each(Object.keys(ALL_LINES))('%s is the same record', (row) => {
  const inputs = Object.hasOwn(OBJECTS, row) ? INPUTS : OF_TEXT;
  const expected = found.get('in-file')?.get(row);
  expect(expected).toBeDefined();
  for (const input of inputs)
    expect({ input, record: found.get(input)?.get(row) }).toEqual({ input, record: expected });
});
