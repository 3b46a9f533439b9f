import { describe, expect, it } from 'vitest';
import { compose, cri, docker, expectSameAgain, group, TRACE, zip } from '../../samples/events/lines-for-tests.ts';

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
