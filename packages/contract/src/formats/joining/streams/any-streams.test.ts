import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compose,
  cri,
  docker,
  expectSameAgain,
  group,
  journal,
  syslog,
  TRACE,
} from '../../samples/events/lines-for-tests.ts';

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
    [journal('stdout', '1'), journal('stdout', '2'), journal('syslog', '2')],
    [journal('kernel', '0'), (line) => journal('stdout', '1')(`${line}\nmore`), journal('stdout', '1', 2)],
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
