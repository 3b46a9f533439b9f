import { describe, expect, it } from 'vitest';
import { createLineJoiner, createLineParser } from '../../index.ts';
import { compose, cri, docker, group, journal, syslog, TRACE, zip } from '../../samples/events/lines-for-tests.ts';

const parser = createLineParser({ format: 'auto', fallbackService: 'app' });
const parsed = (lines: readonly string[]) => group(lines).map((text) => parser.parse(text, Date.UTC(2026, 4, 14)));
const shown = (lines: readonly string[]) =>
  parsed(lines).map(({ message, service, severity }) => [service, severity, message]);

describe('lines of one stream belong together although others stand between', () => {
  const requests = ['GET /a 200', 'GET /b 200', 'GET /c 200', 'GET /d 200', 'GET /e 200'];

  it.each([
    ['Docker', docker('stderr'), docker('stdout')],
    ['CRI', cri('stderr'), cri('stdout')],
  ])('%s', (_, err, out) => {
    const texts = shown(zip(TRACE.map(err), requests.map(out)));
    expect(texts.map(([, severity, message]) => [severity, message])).toEqual([
      ['ERROR', ['cannot pay', ...TRACE.slice(1)].join('\n')],
      ...requests.map((request) => ['INFO', request]),
    ]);
  });

  it('docker compose, by service', () => {
    expect(shown(zip(TRACE.map(compose('web-1')), TRACE.map(compose('api-2'))))).toEqual([
      ['web-1', 'ERROR', ['cannot pay', ...TRACE.slice(1)].join('\n')],
      ['api-2', 'ERROR', ['cannot pay', ...TRACE.slice(1)].join('\n')],
    ]);
  });

  it('docker compose logs -t, whose times are on each line', () => {
    const timed = (service: string) => (text: string) => compose(service)(`2026-05-14T10:00:00.123456789Z ${text}`);
    const trace = ['ERROR: cannot pay', ...TRACE.slice(1)];
    expect(shown(zip(trace.map(timed('web-1')), requests.map(timed('api-2'))))).toEqual([
      ['web-1', 'ERROR', ['cannot pay', ...TRACE.slice(1)].join('\n')],
      ...requests.map((request) => ['api-2', 'INFO', request]),
    ]);
  });

  it('kubectl logs --prefix, by container', () => {
    const pod = (name: string) => (text: string) => `[pod/${name}/main] ${text}`;
    expect(group(zip(TRACE.map(pod('a')), TRACE.map(pod('b'))))).toEqual([
      TRACE.map(pod('a')).join('\n'),
      TRACE.map(pod('b')).join('\n'),
    ]);
  });

  it('syslog, by program and process', () => {
    const python = [
      'ERROR cannot pay',
      'Traceback (most recent call last):',
      '  File "a.py", line 1',
      '    x()',
      'KeyError: 1',
    ];
    expect(shown(zip(python.map(syslog('shop[12]')), ['a', 'b', 'c'].map(syslog('shop[13]'))))).toEqual([
      ['shop', 'ERROR', ['cannot pay', ...python.slice(1)].join('\n')],
      ['shop', 'INFO', 'a'],
      ['shop', 'INFO', 'b'],
      ['shop', 'INFO', 'c'],
    ]);
  });
});

describe('in syslog only a trace goes on', () => {
  it('not a text that is indented, and not without a process', () => {
    const lines = [
      'May 14 10:00:00 web1 sudo[9]: pam_unix(sudo:session): session opened',
      'May 14 10:00:00 web1 sudo[9]:     anna : TTY=pts/0 ; COMMAND=/bin/ls',
      'May 14 10:00:00 web1 kernel: Call Trace:',
      'May 14 10:00:00 web1 kernel:  dump_stack+0x5c/0x80',
    ];
    expect(group(lines)).toEqual(lines);
  });

  it('tabs that rsyslog has escaped are tabs', () => {
    const lines = ['java.lang.Error: x', '#011at a.B.c(B.java:1)', '#011at a.B.d(B.java:2)'].map(syslog('shop[12]'));
    expect(parsed(lines).map(({ message }) => message)).toEqual([
      'java.lang.Error: x\n\tat a.B.c(B.java:1)\n\tat a.B.d(B.java:2)',
    ]);
  });

  it('a line without a head belongs to the line before, of whatever process', () => {
    const lines = ['x', 'y'].map(syslog('a[1]'));
    expect(group([...lines, 'written with a line break', syslog('b[2]')('z')])).toEqual([
      lines[0],
      `${lines[1]}\nwritten with a line break`,
      syslog('b[2]')('z'),
    ]);
  });
});

describe('a pause within one stream ends a record', () => {
  const at = (wrap: (clock: string, text: string) => string) =>
    ['10:00:00', '11:00:00', '12:00:00', '13:00:00'].map((clock, i) =>
      wrap(clock, i === 0 ? '2026-05-14 10:00:00 INFO starting' : `order ${i}`),
    );

  it.each([
    ['Docker', (clock: string, text: string) => docker('stdout')(text).replace('10:00:00.1', `${clock}.1`)],
    ['CRI', (clock: string, text: string) => `2026-05-14T${clock}.123456789Z stdout F ${text}`],
  ])('%s', (_name, wrap) => {
    expect(group(at(wrap))).toHaveLength(4);
    expect(group(at((_clock, text) => wrap('10:00:02', text)))).toHaveLength(1);
    const behind = (clock: string) => [wrap('10:00:00', TRACE[0] ?? ''), wrap(clock, TRACE[1] ?? '')];
    expect(group(behind('10:00:03'))).toHaveLength(1);
    expect(group(behind('10:00:04'))).toHaveLength(2);
  });

  it('but not of a line that the runtime is still writing', () => {
    const parts = [
      '10:00:00.1Z stderr P java.lang.Error',
      '10:00:09.1Z stderr F : x',
      '10:00:09.1Z stderr F \tat a.B.c(B.java:1)',
    ];
    expect(group(parts.map((part) => `2026-05-14T${part}`))).toHaveLength(1);
  });
});

it('a cut line is given up by its own time, whatever the time of the record above it was', () => {
  const part = '2026-05-14T10:00:00.1Z stderr P one ';
  const lines = [part, journal('kernel', '0', 2)('usb'), '2026-05-14T10:00:00.1Z stderr F two'];
  expect(group(lines)).toEqual(lines);
  expect(group([cri('stderr', '03')('Error: x'), ...lines])).toHaveLength(4);
});

it('a warning of Python ends with its line of source, or where something else begins', () => {
  const head = '/app/pay.py:3: UserWarning: slow';
  expect(group([head, '  warnings.warn(x)', 'words', 'more'])).toEqual([
    `${head}\n  warnings.warn(x)`,
    'words',
    'more',
  ]);
  expect(group(['2026-05-14 10:00:00 INFO a', head, '2026-05-14 10:00:01 INFO b'])).toHaveLength(3);
  expect(group([head, 'Traceback (most recent call last):', '  File "a.py"', 'KeyError: 1'])).toHaveLength(2);
});

it('a crash without a head below a line of syslog is a record of its own', () => {
  const crash = ['Unhandled exception. System.Exception: boom', '   at A.B() in /a.cs:line 3'];
  expect(group([syslog('a[1]')('x'), ...crash, syslog('a[1]')('y')])).toEqual([
    syslog('a[1]')('x'),
    crash.join('\n'),
    syslog('a[1]')('y'),
  ]);
});

describe('a record is given up', () => {
  it('when a hundred lines of others are between', () => {
    const between = (count: number) => [
      cri('stderr')('Error: x'),
      ...Array<string>(count).fill(cri('stdout')('out')),
      cri('stderr')('    at a (b.js:1:2)'),
    ];
    expect(group(between(99))).toHaveLength(100);
    expect(group(between(101))).toHaveLength(103);
  });

  it('when the others are more than a second later', () => {
    const lines = (second: string) => [
      cri('stderr')('Error: x'),
      cri('stdout', second)('out'),
      cri('stderr', second)('    at a (b.js:1:2)'),
    ];
    expect(group(lines('01'))).toHaveLength(2);
    expect(group(lines('02'))).toHaveLength(3);
  });

  it('so that a quiet stream does not hold up a busy one', () => {
    const joiner = createLineJoiner();
    joiner.push(cri('stderr')('once'));
    const later = ['01', '02', '03'].flatMap((second) => joiner.push(cri('stdout', second)(second)));
    expect(later).toEqual([cri('stderr')('once'), cri('stdout', '01')('01'), cri('stdout', '02')('02')]);
  });
});

it('rows of a table below a text belong to it, and name no service', () => {
  const table = ['2026-05-14 10:00:00 INFO stock', 'foo-1  | 12', 'foo-2  | 7'];
  expect(shown([...table, '2026-05-14 10:00:01 INFO next'])).toEqual([
    ['app', 'INFO', 'stock\nfoo-1  | 12\nfoo-2  | 7'],
    ['app', 'INFO', 'next'],
  ]);
});

it('a byte order mark and colours at the beginning do not hide what a line is', () => {
  expect(group(['\uFEFF2026-05-14 10:00:00 INFO a', 'goes on', '2026-05-14 10:00:01 INFO b'])).toHaveLength(2);
  expect(
    group(['\u001b[32m2026-05-14 10:00:00\u001b[0m INFO a', 'goes on', '\u001b[32m2026-05-14 10:00:01 b']),
  ).toHaveLength(2);
});
