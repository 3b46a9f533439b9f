import { expect } from 'vitest';
import { createLineJoiner } from '../../joining/create-line-joiner.ts';
import type { TimedRuns } from '../../joining/record/timed-runs.ts';

/** Lines of programs for tests of the joiner, and how it joins them. */

/** The lines that an envelope makes of a line of a program. */
export type Wrap = (text: string) => string[];

/** Envelopes of the lines of two streams, for tests. */
export const ENVELOPES: Record<string, (stream: number) => Wrap> = {
  plain: () => (text) => [text],
  docker: (stream) => (text) => [
    JSON.stringify({
      log: `${text}\n`,
      stream: ['stdout', 'stderr'][stream],
      time: '2026-05-14T10:00:00.123456789Z',
    }),
  ],
  cri: (stream) => (text) => [`2026-05-14T10:00:00.123456789Z ${['stdout', 'stderr'][stream]} F ${text}`],
  'cri in parts': (stream) => (text) => {
    const head = `2026-05-14T10:00:00.123456789Z ${['stdout', 'stderr'][stream]}`;
    const at = text.length >> 1;
    return at === 0 ? [`${head} F ${text}`] : [`${head} P ${text.slice(0, at)}`, `${head} F ${text.slice(at)}`];
  },
  compose: (stream) => (text) => [`${['web', 'api'][stream]}-1  | ${text}`],
  'syslog of RFC 3164': (stream) => (text) => [`May 14 10:00:00 web1 shop[${813 + stream}]: ${text}`],
  'syslog of RFC 3164 with a priority': (stream) => (text) => [
    `<14>May 14 10:00:00 web1 shop[${813 + stream}]: ${text}`,
  ],
  'syslog of RFC 5424': (stream) => (text) => [`<14>1 2026-05-14T10:00:00.123Z web1 shop ${813 + stream} - - ${text}`],
  'syslog with ISO times': (stream) => (text) => [
    `2026-05-14T10:00:00.123456+00:00 web1 shop[${813 + stream}]: ${text}`,
  ],
  journald: (stream) => (text) =>
    journald(text, { _TRANSPORT: 'stdout', _STREAM_ID: ['a1', 'b2'][stream], _PID: '813', PRIORITY: '6' }),
  'journald of a container': (stream) => (text) =>
    journald(text, { _TRANSPORT: 'journal', CONTAINER_ID_FULL: '4f1c', _PID: '7', PRIORITY: ['6', '3'][stream] }),
  'syslog in the journal': (stream) => (text) =>
    journald(text, { _TRANSPORT: 'syslog', SYSLOG_IDENTIFIER: 'shop', _PID: `${813 + stream}` }),
};

/** Output of a unit; journald leaves blank lines out. */
function journald(text: string, fields: Record<string, string | undefined>): string[] {
  const time = { __CURSOR: 's=1;i=2', __REALTIME_TIMESTAMP: '1778752800123456', _SYSTEMD_UNIT: 'shop.service' };
  return text === '' ? [] : [JSON.stringify({ ...time, ...fields, MESSAGE: text })];
}

/**
 * Records of lines.
 *
 * @param version of the joiner; by default the latest
 * @param runs what the records before have taught
 */
export function group(lines: readonly string[], version?: number, runs?: TimedRuns): string[] {
  const joiner = createLineJoiner(version, runs);
  const records = [...lines.flatMap((line) => [...joiner.push(line)]), ...joiner.flush()];
  expect(joiner.pendingLines).toBe(0);
  return records;
}

/** Asserts that the texts, given one after the other line by line, come out as they are. */
export function expectRecords(...texts: string[]): void {
  expect(group(texts.flatMap((text) => text.split('\n')))).toEqual(texts);
}

/** Lines of a text in their envelope. */
export const linesOf = (text: string, wrap: Wrap) => text.split('\n').flatMap(wrap).join('\n');

/** A line with a time. */
export const HEAD = '2026-05-14 10:00:00.123 INFO starting';

function runsBehind(lines: readonly string[]): TimedRuns | undefined {
  const joiner = createLineJoiner();
  for (const line of lines) joiner.push(line);
  joiner.flush();
  return joiner.timedRuns;
}

/**
 * Asserts that a file of these lines that is cut anywhere, and read on from the last boundary with what was taught up to there, gives
 * the same records.
 *
 * @returns the records
 */
export function expectSameAgain(lines: readonly string[]): string[] {
  const joiner = createLineJoiner();
  const before: string[] = [];
  const whole = group(lines);
  for (const [at, line] of lines.entries()) {
    before.push(...joiner.push(line));
    const boundary = at + 1 - joiner.pendingLines;
    expect(group(lines.slice(0, boundary))).toEqual(before);
    const { timedRuns } = joiner;
    expect([...before, ...group(lines.slice(boundary), undefined, timedRuns)]).toEqual(whole);
    expect(runsBehind(lines.slice(0, boundary))).toEqual(timedRuns);
  }
  return whole;
}

/**
 * The lines of several streams among each other.
 *
 * @param records of each stream, as texts of lines
 * @param order which stream the next line is of; what is left follows, stream by stream
 */
export function interleaved(records: readonly string[][], order: readonly number[]): string[] {
  const left = records.map((each) => each.join('\n').split('\n'));
  return order.flatMap((stream) => left[stream]?.splice(0, 1) ?? []).concat(...left);
}

/** A record of the plain format that is an error. */
export const PLAIN = '2024-05-14T10:00:00Z checkout ERROR payment failed';
/** The same of a lesser severity. */
export const INFO = '2024-05-14T10:00:01Z checkout INFO ready';

/** A line as Docker writes it. */
export const docker = (stream: string) => (text: string) =>
  JSON.stringify({ log: `${text}\n`, stream, time: '2026-05-14T10:00:00.123456789Z' });
/** The same of CRI. */
export const cri =
  (stream: string, second = '00') =>
  (text: string) =>
    `2026-05-14T10:00:${second}.123456789Z ${stream} F ${text}`;
/** The same of docker compose. */
export const compose = (service: string) => (text: string) => `${service.padEnd(8)}| ${text}`;

/** An entry of the journal. */
export const journal =
  (transport: string, process: string, second = 0) =>
  (text: string) => {
    const time = { __REALTIME_TIMESTAMP: String((1_778_752_800 + second) * 1_000_000) };
    return JSON.stringify({ ...time, _TRANSPORT: transport, _PID: process, SYSLOG_IDENTIFIER: 'shop', MESSAGE: text });
  };
/** A line of syslog. */
export const syslog = (program: string) => (text: string) => `May 14 10:00:00 web1 ${program}: ${text}`;

/** An error and its trace of Java. */
export const TRACE = [
  '2026-05-14T10:00:00Z ERROR cannot pay',
  'java.lang.IllegalStateException: no card',
  '\tat com.example.Shop.pay(Shop.java:42)',
  'Caused by: java.io.IOException: closed',
  '\t... 2 more',
];

/** Puts the lines of two streams together, one by one. */
export function zip(left: readonly string[], right: readonly string[]): string[] {
  const most = Math.max(left.length, right.length);
  return Array.from({ length: most }, (_, i) => [left[i], right[i]])
    .flat()
    .filter((line) => line !== undefined);
}
