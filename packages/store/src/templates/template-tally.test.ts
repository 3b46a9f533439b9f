import { setImmediate } from 'node:timers/promises';
import type { Pace } from '@logwarren/common';
import { patternTest } from '@logwarren/query';
import { describe, expect, test } from 'vitest';
import type { StoredRecord } from '../bucket/records-document.ts';
import { timeBins } from '../count/time-bins.ts';
import { TemplateTally } from './template-tally.ts';

const BATCH = '019aa5c2-7f31-7b1e-9c44-5d0f3a2b0000';
const RANGE = { fromMs: 0, toMs: 1_000_000 };

async function tallyOf(
  messages: Iterable<string>,
  known: readonly string[] = [],
  pace: Pace = {},
): Promise<TemplateTally> {
  const tally = new TemplateTally(undefined, timeBins(RANGE, 100_000), known, pace);
  let timestamp = 0;
  for (const message of messages) {
    timestamp = (timestamp + 1) % RANGE.toMs;
    tally.add(recordOf(message, timestamp), 0);
    if (timestamp % 1_000 === 0) await tally.settle();
  }
  return tally;
}

function recordOf(message: string, timestamp: number): StoredRecord {
  const place = { batch: BATCH, index: 0, origin: BATCH, ordinal: 0 };
  const head = { id: '', timestamp, observedAt: timestamp, service: 'a', severity: 'INFO' as const, severityNumber: 9 };
  return { ...head, message, attributes: undefined, place };
}

/** A name without digits, different for each number. */
function name(number: number): string {
  return [...number.toString(26)].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 26))).join('');
}

function* messages(count: number, make: (number: number) => string): Generator<string> {
  for (let i = 0; i < count; i++) yield make(i);
}

test('40,000 names are one template with the true count, however few of them fit into memory', async () => {
  const tally = await tallyOf(messages(40_000, (i) => `session opened for user ${name(i)} by root`));
  const { patterns, ...rest } = await tally.top(10, true);
  expect(patterns.map(({ pattern, count, error }) => [pattern, count, error])).toEqual([
    ['session opened for user <*> by root', 40_000, 0],
  ]);
  expect(rest).toMatchObject({ exact: true, mayMiss: 0, others: { count: 0 } });
});

test('40,000 messages that have nothing in common are counted in bounded memory, and the answer says so', async () => {
  const tally = await tallyOf(messages(40_000, (i) => `${name(i)} ${name(i * 7)} ${name(i * 31)}`));
  const { patterns, others, exact, mayMiss } = await tally.top(10, true);
  const listed = patterns.reduce((sum, { count }) => sum + count, 0);
  expect(listed + others.count).toBe(40_000);
  expect(exact || mayMiss === 0).toBe(false);
});

test('what may belong to a template that was found later is said as an error, when patterns are too many to be kept', async () => {
  const said = [
    ...messages(9_000, (i) => `login of ${name(i)} from home as root`),
    // All of them fit the template found first, and one of these fits as well.
    ...messages(30, () => 'login of ada from home as root'),
    ...messages(10, (i) => `login of ada from ${name(i + 700)} as root`),
    ...messages(7, (i) => `logout of ${name(i)} from home as root`),
  ];
  const { patterns, exact } = await (await tallyOf(said)).top(10, true);
  const truth = patterns.map(({ pattern }) => said.filter(patternTest(pattern)).length);
  expect(patterns.map(({ pattern, count }) => [pattern, count])).toEqual([
    ['login of <*> from home as root', 9_030],
    ['login of ada from <*> as root', 10],
    ['logout of <*> from home as root', 7],
  ]);
  expect(truth).toEqual([9_030, 40, 7]);
  expect(patterns.map(({ error }) => error)).toEqual([0, 9_030, 0]);
  for (const [i, { count, low = count, high = count }] of patterns.entries()) {
    expect(low).toBeLessThanOrEqual(truth[i] as number);
    expect(high).toBeGreaterThanOrEqual(truth[i] as number);
  }
  expect(exact).toBe(false);
});

test('a template that is asked for keeps its text, whatever else there is', async () => {
  const known = 'user <*> logged in';
  const tally = await tallyOf(['user ada logged in', 'user bob logged in', 'user ada logged out'], [known]);
  const { patterns } = await tally.top(10, true);
  expect(patterns.map(({ pattern, count }) => [pattern, count])).toEqual([
    [known, 2],
    ['user ada logged out', 1],
  ]);
  expect(patternTest(known)('user eve logged in')).toBe(true);
});

test('the count of a template is the number of messages that it fits, whatever is known already', async () => {
  const known = ['user ada logged in as <*>'];
  const said = ['ada lea', 'lea lea', '7 lea', 'ada eve'].map((pair) => `user ${pair.replace(' ', ' logged in as ')}`);
  const { patterns } = await (await tallyOf(said, known)).top(10, true);
  for (const { pattern, count } of patterns) expect(said.filter(patternTest(pattern))).toHaveLength(count);
});

test('severities, trend and example are those of all messages of a template', async () => {
  const names = ['ada', 'bob', 'eve', 'joe', 'kim', 'ada'];
  const tally = await tallyOf(names.map((each) => `user ${each} logged in`));
  const [pattern, ...others] = (await tally.top(10, true)).patterns;
  expect(others).toEqual([]);
  expect(pattern).toMatchObject({ pattern: 'user <*> logged in', count: 6, counts: { INFO: 6 } });
  expect(pattern?.trend.reduce((sum, each) => sum + each, 0)).toBe(6);
  expect(pattern?.example).toMatchObject({ message: 'user ada logged in', timestamp: 6 });
});

describe('while templates are looked for', () => {
  const said = [...messages(600, (i) => `login of ${name(i)} from ${name(i * 7)} as root`)];
  /** A clock that advances 6 ms at each call, so that a turn is over at every second call. */
  const slowClock = () => {
    let now = 0;
    return () => {
      now += 6;
      return now;
    };
  };

  test('everything else goes on', async () => {
    const tally = await tallyOf(said, [], { clock: slowClock() });
    let isDone = false;
    const finding = tally.top(10, true).finally(() => {
      isDone = true;
    });
    let turns = 0;
    for (; !isDone; turns++) await setImmediate();
    expect(turns).toBeGreaterThan(20);
    expect((await finding).areFound).toBe(true);
  });

  test('a client that leaves ends it', async () => {
    const leaving = new AbortController();
    const tally = await tallyOf(said, [], { clock: slowClock(), signal: leaving.signal });
    const finding = tally.top(10, true);
    const reason = new Error('the client left');
    leaving.abort(reason);
    await expect(finding).rejects.toBe(reason);
  });

  test('patterns are listed by themselves when the time is up', async () => {
    let looks = 0;
    const isTimeUp = () => ++looks > 5;
    const tally = await tallyOf(said, [], { clock: slowClock(), isTimeUp });
    const { areFound, patterns, others, exact } = await tally.top(10, true);
    expect({ areFound, exact, looks }).toEqual({ areFound: false, exact: false, looks: 6 });
    expect(patterns.map(({ pattern, count, error }) => [pattern.includes('<*>'), count, error])).toEqual(
      Array(10).fill([false, 1, null]),
    );
    expect(others.count).toBe(590);
  });
});
