import { describe, expect, it } from 'vitest';
import { createLineJoiner, createLineParser, type FormatName } from '../index.ts';
import { group } from '../samples/events/lines-for-tests.ts';

const FIRST_US = 1_778_752_800_123_456;

const parserOf = (format: FormatName) => createLineParser({ format, fallbackService: 'journal' });
const parsed = (lines: readonly string[], format: FormatName = 'auto') =>
  group(lines).map((text) => parserOf(format).parse(text, 0));

/** An entry that a unit printed so many seconds after the first. */
function printed(text: unknown, fields: Record<string, unknown> = {}, seconds = 0): string {
  const time = { __CURSOR: 's=1;i=2', __REALTIME_TIMESTAMP: String(FIRST_US + seconds * 1_000_000) };
  const origin = { _TRANSPORT: 'stdout', _STREAM_ID: 'a1', _PID: '813', SYSLOG_IDENTIFIER: 'shop', PRIORITY: '6' };
  return JSON.stringify({ ...time, ...origin, ...fields, MESSAGE: text });
}

const TRACE = ['Traceback (most recent call last):', '  File "/app/a.py", line 3, in pay', 'ValueError: no card'];
const lines = (fields?: Record<string, unknown>) => TRACE.map((text) => printed(text, fields));

describe('a trace that a unit prints is one record', () => {
  it('with the time, service and fields of its first entry, and the severity of a crash', () => {
    const [record, next, ...others] = parsed([...lines(), printed('ready', {}, 1)]);
    expect(record).toMatchObject({
      message: TRACE.join('\n'),
      severity: 'ERROR',
      service: 'shop',
      timestamp: Math.floor(FIRST_US / 1000),
      nanos: 456_000,
      attributes: { 'process.pid': 813, 'journald.transport': 'stdout' },
    });
    expect(next).toMatchObject({ message: 'ready', severity: 'INFO' });
    expect(others).toEqual([]);
  });

  it.each([
    ['of its stream', { _STREAM_ID: 'b2' }],
    ['of its process', { _PID: '814' }],
  ])('although lines that are not %s stand between', (_what, other) => {
    const mixed = lines().flatMap((line, i) => [line, printed(`request ${i}`, other)]);
    expect(parsed(mixed).map(({ message }) => message)).toEqual([
      TRACE.join('\n'),
      ...['request 0', 'request 1', 'request 2'],
    ]);
  });

  it('without ids of streams, by its unit', () => {
    const unit = (name: string) => ({ _STREAM_ID: undefined, _SYSTEMD_UNIT: name });
    const mixed = lines(unit('a.service')).flatMap((line, i) => [line, lines(unit('b.service'))[i] as string]);
    expect(parsed(mixed).map(({ message }) => message)).toEqual([TRACE.join('\n'), TRACE.join('\n')]);
  });

  it('with colours, for which journald writes bytes', () => {
    const bytes = TRACE.map((text) => printed([...Buffer.from(`\u001b[31m${text}\u001b[0m`)]));
    expect(parsed(bytes).map(({ message }) => message)).toEqual([TRACE.join('\n')]);
  });

  it('as systemd before 240 prints it, and Fluent Bit', () => {
    const old = lines().map((line) => line.replaceAll('":"', '" : "').replace('{', '{ '));
    expect(parsed(old).map(({ message }) => message)).toEqual([TRACE.join('\n')]);
    const fluent = TRACE.map((text) =>
      JSON.stringify({ date: 1_778_752_800.123456, _TRANSPORT: 'stdout', _PID: '813', MESSAGE: text }),
    );
    expect(parsed(fluent).map(({ message }) => message)).toEqual([TRACE.join('\n')]);
  });

  it('of so many frames as a file would hold, whose entries are several times as long', () => {
    const frames = [
      'java.lang.StackOverflowError',
      ...Array(2000).fill('\tat com.example.shop.Card.read(Card.java:3)'),
    ];
    expect(group(frames.map((text) => printed(text, { _CMDLINE: 'x'.repeat(1000) })))).toHaveLength(1);
  });

  it('by the format json, too', () => {
    expect(parsed(lines(), 'json').map(({ message }) => message)).toEqual([TRACE.join('\n')]);
  });

  it('but as many as it has lines in ranges of version 5', () => {
    expect(group(lines(), 5)).toEqual(lines());
  });
});

describe('entries that are records', () => {
  it.each(['journal', 'kernel', 'audit', 'driver'])('those of the transport %s, each a whole message', (transport) => {
    expect(group(lines({ _TRANSPORT: transport }))).toEqual(lines({ _TRANSPORT: transport }));
  });

  it('a message over several lines, at which the trace above ends', () => {
    const whole = printed('Traceback (most recent call last):\n  File "/app/b.py", line 1');
    const [head = '', ...frames] = lines();
    expect(group([head, whole, ...frames])).toEqual([head, whole, ...frames]);
  });

  it('indented lines that a program sends to syslog, but not those of a trace', () => {
    const syslog = { _TRANSPORT: 'syslog', SYSLOG_IDENTIFIER: 'sudo' };
    const texts = ['session opened', '    anna : TTY=pts/0 ; COMMAND=/bin/ls'].map((text) => printed(text, syslog));
    expect(group(texts)).toEqual(texts);
    expect(group(lines(syslog))).toHaveLength(1);
  });

  it('a line more than three seconds behind the one above', () => {
    const [head = '', frame = ''] = TRACE;
    expect(group([printed(head), printed(frame, {}, 3)])).toHaveLength(1);
    expect(group([printed(head), printed(frame, {}, 4)])).toHaveLength(2);
    // The clock in a message is not that of the entry.
    expect(group([printed('10:00:00 started'), printed('at 12:00:00', {}, 1)])).toHaveLength(1);
  });

  it('one that is given up when a second of others has passed, so that it is not held up', () => {
    const joiner = createLineJoiner();
    expect(joiner.push(printed('ready'))).toEqual([]);
    expect(joiner.push(printed('usb 1-1: new device', { _TRANSPORT: 'kernel' }, 2))).toHaveLength(2);
    expect(joiner.pendingLines).toBe(0);
  });
});

it.each([
  ['journald', { _LINE_BREAK: 'line-max' }],
  [
    'the drivers of Docker and Podman',
    { _TRANSPORT: 'journal', CONTAINER_ID_FULL: '4f1c', CONTAINER_PARTIAL_MESSAGE: 'true' },
  ],
])('a line that %s cut is put together and read as a whole', (_who, fields) => {
  const text = JSON.stringify({ level: 'error', msg: `cannot pay ${'x'.repeat(100)}` });
  const whole: Record<string, unknown> = { ...fields, _LINE_BREAK: undefined, CONTAINER_PARTIAL_MESSAGE: undefined };
  const cut = [printed(text.slice(0, 40), fields), printed(text.slice(40), whole), printed('next', whole)];
  const [record, ...others] = parsed(cut);
  expect(record).toMatchObject({ severity: 'ERROR', message: `cannot pay ${'x'.repeat(100)}` });
  expect(others.map(({ message }) => message)).toEqual(['next']);
});

describe('an entry with values that JSON writers refuse is read like any other', () => {
  const HUGE = '1234567890123456789';
  const deep = `${'['.repeat(20_000)}1${']'.repeat(20_000)}`;

  it.each([
    ['an integer beyond 2^53', `{"user":${HUGE}}`, `{"user":${HUGE}}`],
    ['a value of 20,000 levels', `{"user":${deep}}`, '{"user":[['],
  ])('%s as its message', (_what, message, expected) => {
    const [record, ...others] = parsed([`{"date":1715680800.1,"MESSAGE":${message},"PRIORITY":"6"}`]);
    expect(record?.message.includes(expected)).toBe(true);
    expect(others).toEqual([]);
  });

  it('in a field of the first line of a trace', () => {
    const [joined] = parsed(lines().map((line) => line.replace('"_TRANSPORT"', `"USER_ID":${HUGE},"_TRANSPORT"`)));
    expect(joined).toMatchObject({ message: TRACE.join('\n'), severity: 'ERROR', service: 'shop' });
  });

  it('in the body of a record of OpenTelemetry', () => {
    const body = `{"kvlistValue":{"values":[{"key":"id","value":{"intValue":${HUGE}}}]}}`;
    const line = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1715680800000000000","body":${body}}]}]}]}`;
    expect(parsed([line])).toMatchObject([{ timestamp: 1_715_680_800_000 }]);
  });
});
