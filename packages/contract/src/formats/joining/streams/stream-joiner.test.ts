import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineJoiner, createLineParser } from '../../index.ts';
import { expectSameAgain, group } from '../../samples/events/lines-for-tests.ts';

const parser = createLineParser({ format: 'auto', fallbackService: 'app' });
const parsed = (lines: readonly string[]) => group(lines).map((text) => parser.parse(text, Date.UTC(2026, 4, 14)));
const shown = (lines: readonly string[]) =>
  parsed(lines).map(({ message, service, severity }) => [service, severity, message]);

const docker = (stream: string) => (text: string) =>
  JSON.stringify({ log: `${text}\n`, stream, time: '2026-05-14T10:00:00.123456789Z' });
const cri =
  (stream: string, second = '00') =>
  (text: string) =>
    `2026-05-14T10:00:${second}.123456789Z ${stream} F ${text}`;
const compose = (service: string) => (text: string) => `${service.padEnd(8)}| ${text}`;
const journald =
  (transport: string, process: string, second = 0) =>
  (text: string) => {
    const time = { __REALTIME_TIMESTAMP: String((1_778_752_800 + second) * 1_000_000) };
    return JSON.stringify({ ...time, _TRANSPORT: transport, _PID: process, SYSLOG_IDENTIFIER: 'shop', MESSAGE: text });
  };
const syslog = (program: string) => (text: string) => `May 14 10:00:00 web1 ${program}: ${text}`;

const TRACE = [
  '2026-05-14T10:00:00Z ERROR cannot pay',
  'java.lang.IllegalStateException: no card',
  '\tat com.example.Shop.pay(Shop.java:42)',
  'Caused by: java.io.IOException: closed',
  '\t... 2 more',
];

/** Puts the lines of two streams together, one by one. */
function zip(left: readonly string[], right: readonly string[]): string[] {
  const most = Math.max(left.length, right.length);
  return Array.from({ length: most }, (_, i) => [left[i], right[i]])
    .flat()
    .filter((line) => line !== undefined);
}

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
  const lines = [part, journald('kernel', '0', 2)('usb'), '2026-05-14T10:00:00.1Z stderr F two'];
  expect(group(lines)).toEqual(lines);
  expect(group([cri('stderr', '03')('Error: x'), ...lines])).toHaveLength(4);
});

describe('one line with a time in a file without times', () => {
  const words = (count: number) => Array.from({ length: count }, (_, i) => `order ${i} was done by worker`);
  const timed = '2026-05-14 10:00:00 reloaded';

  it.each(['2026-05-14 10:00:00 reloaded', '10:00:00 connection error: timeout'])(
    'does not swallow the rest: %s',
    (line) => {
      const lines = [...words(30), line, ...words(30), 'Error: x', '    at a (b.js:1:2)', ...words(3)];
      expect(group(lines)).toEqual([...lines.slice(0, 61), 'Error: x\n    at a (b.js:1:2)', ...lines.slice(-3)]);
    },
  );

  it.each([
    ['Docker', docker('stdout')],
    ['CRI', cri('stdout')],
    ['docker compose', compose('web-1')],
  ])('does not in %s either, though another stream writes between', (_name, wrap) => {
    const lines = [...words(3), timed, ...words(12), 'Error: x', '    at a (b.js:1:2)'].map(wrap);
    const records = [...lines.slice(0, 16), lines.slice(16).join('\n')];
    expect(group(lines)).toEqual(records);
    const others = words(18).map(compose('api-2'));
    expect(group(zip(lines, others)).sort()).toEqual([...records, ...others].sort());
  });

  it.each([
    ['a few sentences', words(9)],
    ['a table', Array.from({ length: 30 }, (_, i) => `item-${i} 12.50 7`)],
    [
      'a statement',
      Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? 'select a as b, c as d' : 'from orders o join items i')),
    ],
    ['a text in paragraphs', Array.from({ length: 30 }, (_, i) => (i % 5 === 4 ? '' : 'this is a long sentence'))],
  ])('takes what one event prints: %s', (_name, lines) => {
    expect(group([timed, ...lines])).toHaveLength(1);
    expect(group(['2026-05-14 10:00:00 shop prints:', ...words(30)])).toHaveLength(1);
  });

  it('gives the same records when it is read again from any boundary', () => {
    const lines = [
      ...words(2),
      timed,
      ...words(12),
      '  indented',
      ...words(2),
      timed,
      ...words(4),
      timed,
      ...words(15),
    ];
    expect(expectSameAgain(lines)).toHaveLength(2 + 13 + 2 + 1 + 16);
  });
});

describe('a hole where a file was truncated under its writer', () => {
  const hole = '\0'.repeat(3000);
  const rails = ['Started GET "/ok" for 127.0.0.1 at 2026-11-30 03:55:13 +0000', 'Processing by A#b as */*'];

  it('does not hide what the line behind it is', () => {
    expect(group(['2026-05-14 10:00:00 INFO a', `${hole}2026-05-14 10:00:01 INFO b`, 'goes on'])).toEqual([
      '2026-05-14 10:00:00 INFO a',
      `${hole}2026-05-14 10:00:01 INFO b\ngoes on`,
    ]);
    expect(group([`${hole}${rails[0]}`, ...rails.slice(1), ...rails])).toHaveLength(2);
  });

  it('ends a trace in Docker, whose lines behind it are whole again', () => {
    const lines = TRACE.map(docker('stderr'));
    const [, , frame, cause, last] = lines;
    expect(group([...lines, `${hole}${frame}`, `${cause}`, `${last}`])).toEqual([
      lines.join('\n'),
      `${hole}${frame}\n${cause}\n${last}`,
    ]);
  });
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

describe('any streams', () => {
  const text = fc.constantFrom(
    ...TRACE,
    ...['', 'words', '  indented', '{', '  "a": 1', '}', '{"a":1}', 'Error: x', '    at a (b.js:1:2)', 'panic: x'],
    ...['one two three four', 'five six seven eight', '2026-05-14 10:00:00 reloaded', '\0\0words behind a hole'],
    ...[
      '2026-05-14 10:00:00 the body:',
      '{"level":"error"}',
      'ERROR: x',
      '    2026-05-13 10:00:00 quoted',
      '10:00:00 a',
    ],
    ...['goroutine 1 [running]:', 'main.main()', 'Traceback (most recent call last):', '  File "a.py"', 'KeyError: 1'],
  );
  const part = (line: string) => line.replace(' F ', ' P ');
  const wraps: ((line: string) => string)[][] = [
    [docker('stdout'), docker('stderr')],
    [cri('stdout'), (line) => part(cri('stdout')(line)), cri('stderr'), (line) => part(cri('stderr')(line))],
    [compose('web-1'), compose('api-2'), compose('db-1')],
    [syslog('a[1]'), syslog('a[2]'), syslog('b[1]'), syslog('kernel')],
    [journald('stdout', '1'), journald('stdout', '2'), journald('syslog', '2')],
    [journald('kernel', '0'), (line) => journald('stdout', '1')(`${line}\nmore`), journald('stdout', '1', 2)],
  ];
  /** Lines of several streams, and others. */
  const mixed = fc.array(
    fc.oneof(
      fc.tuple(fc.constantFrom(...wraps.flat()), text).map(([wrap, line]) => wrap(line)),
      fc.tuple(fc.constantFrom('00', '01', '02', '03'), text).map(([second, line]) => cri('stderr', second)(line)),
      text,
    ),
    { maxLength: 60 },
  );

  it('give the records that each gives alone, however they are interleaved', () => {
    const streams = fc
      .constantFrom(wraps[0], [cri('stdout'), cri('stderr')], wraps[2], wraps[3]?.slice(0, 3), wraps[4])
      .chain((kinds) =>
        fc.tuple(...(kinds ?? []).map((wrap) => fc.array(text, { maxLength: 12 }).map((texts) => texts.map(wrap)))),
      );
    fc.assert(
      fc.property(streams, fc.array(fc.nat(), { maxLength: 60 }), (each, order) => {
        const left = each.map((lines) => [...lines]);
        const lines: string[] = [];
        for (const pick of order) lines.push(...(left[pick % left.length]?.splice(0, 1) ?? []));
        lines.push(...left.flat());
        expect(group(lines).sort()).toEqual(each.flatMap((each) => group(each)).sort());
      }),
      { numRuns: 1000 },
    );
  });

  it('lose no line and double none, and each record has its lines in their order', () => {
    fc.assert(
      fc.property(mixed, (lines) => {
        const numbered = lines.map((line, i) => `${line} #${i}`);
        const numbers = group(numbered).map((record) =>
          record.split('\n').map((line) => Number(/#(\d+)$/.exec(line)?.[1])),
        );
        expect(numbers.flat().sort((a, b) => a - b)).toEqual(lines.map((_, i) => i));
        for (const each of numbers) expect(each).toEqual(each.toSorted((a, b) => a - b));
        const firsts = numbers.map(([first]) => first ?? 0);
        expect(firsts).toEqual(firsts.toSorted((a, b) => a - b));
      }),
      { numRuns: 1000 },
    );
  });

  it('give the same records when they are read again from any boundary', () => {
    fc.assert(
      fc.property(mixed, (lines) => {
        expectSameAgain(lines);
      }),
      { numRuns: 1000 },
    );
  });

  it('give the same records when too many streams begin between the parts of a line', () => {
    const others = Array.from({ length: 40 }, (_, i) => compose(`web-${i}`)('words'));
    const head = '2026-05-14T10:00:00Z ERROR cannot pay';
    expectSameAgain([
      cri('stderr')(head),
      ...others.slice(0, 3),
      part(cri('stderr')(head)),
      ...others.slice(3, 33),
      cri('stderr')(head),
    ]);
  });
});
