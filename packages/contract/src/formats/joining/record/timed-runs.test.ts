import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineJoiner, type TimedRuns } from '../../index.ts';
import { ENVELOPES, expectSameAgain, group, type Wrap } from '../../samples/events/lines-for-tests.ts';
import { SETTLED_RUN } from './timed-runs.ts';

const timed = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => `2026-05-14 10:00:${10 + from + i} INFO  [main] a.Shop - order ${i}`);
const NEXT = '2026-05-14 10:01:00 INFO  [main] a.Shop - next';
const LOG = '{"level":"error","message":"not a log"}';
const PRETTY = ['{', '  "items": [', '    {"sku": "a"}', '  ],', '  "level": "error"', '}'];
const TEXTS: [string, string[]][] = [
  ['an object', [LOG]],
  ['an object over several lines', PRETTY],
  ['an object that is not indented', ['{', '"items": [', '{', '"sku": "a"', '}', '],', '"level": "error"', '}']],
  ['two objects, one below the other', [...PRETTY, ...PRETTY]],
  ['a statement', ['SELECT id, total', 'FROM orders', 'WHERE paid = true;']],
  ['a document in XML', ['<?xml version="1.0"?>', '<soap:Envelope>', '  <a>1</a>', '</soap:Envelope>']],
  ['pairs', ['level=error msg="x"']],
  ['settings', ['[server]', 'level=error', 'port=80']],
  ['a severity', ['WARN: deprecated']],
];
/** Envelopes whose streams teach. */
const TAUGHT = ['plain', 'docker', 'cri', 'cri in parts'];
const wrapOf = (envelope: string): Wrap => ENVELOPES[envelope]?.(0) as Wrap;

describe.each(TAUGHT)('in a file whose records begin with a time (%s)', (envelope) => {
  const wrapped = (lines: readonly string[]) => lines.flatMap(wrapOf(envelope));

  it.each(TEXTS)('%s without one belongs to the record above', (_, text) => {
    const records = group(wrapped([...timed(SETTLED_RUN), ...text, NEXT]));
    expect(records).toHaveLength(SETTLED_RUN + 1);
    expect(records.at(-2)?.split('\n')).toHaveLength(wrapped([NEXT, ...text]).length);
  });

  it.each([
    ['an object', ['{"time":"2026-05-14T10:00:00Z","level":"error"}']],
    ['pairs', ['time=2026-05-14T10:00:00Z level=error msg=x']],
    ['a request', ['10.0.0.1 - - [14/May/2026:10:00:01 +0000] "GET / HTTP/1.1" 500 12']],
    ['a clock', ['10:00:01 start']],
  ])('%s with a time of its own is a record', (_, text) => {
    expect(group(wrapped([...timed(SETTLED_RUN), ...text, NEXT]))).toHaveLength(SETTLED_RUN + 2);
  });

  it.each([
    ['a crash', ['panic: boom', '', 'goroutine 1 [running]:', 'main.main()']],
    ['an error in capitals below INFO', ['ERROR: cannot open /data']],
    ['an error in small letters', ['error: cannot open /data']],
    ['a warning', ['Warning: low on space']],
    ['a warning in small letters', ['warning: low on space']],
    ['an error of npm', ['npm ERR! code 1']],
  ])('%s is a record, and changes nothing', (_, text) => {
    const lines = [...timed(SETTLED_RUN), ...text, ...timed(text.length > 1 ? 1 : SETTLED_RUN), LOG, NEXT];
    const records = group(wrapped(lines));
    expect(records).toHaveLength(lines.length - text.length);
  });

  it('more than ten lines without one in a row show that they are records, and the next ones are', () => {
    const many = Array.from({ length: 11 }, () => LOG);
    const lines = [...timed(SETTLED_RUN), ...many, NEXT, LOG, NEXT];
    expect(group(wrapped(lines))).toHaveLength(lines.length);
  });
});

describe('in a file that has not shown it', () => {
  it('what looks like a record is one', () => {
    for (const text of [LOG, 'level=error msg=x', 'WARN: deprecated'])
      expect(group([...timed(SETTLED_RUN - 1), text, NEXT])).toHaveLength(SETTLED_RUN + 1);
  });

  it('an object over several lines belongs to a line with a time all the same, but not a second one', () => {
    expect(group([...timed(1), ...PRETTY, NEXT])).toHaveLength(2);
    expect(group([...timed(1), ...PRETTY, ...PRETTY, ...PRETTY, NEXT])).toHaveLength(4);
    expect(group([...timed(1), '{', '  "time": 1', '}', NEXT], 6)).toHaveLength(3);
  });

  it('records of two layouts in turn stay as they are', () => {
    const lines = timed(30).flatMap((line) => [line, LOG]);
    expect(group(lines)).toEqual(lines);
  });
});

describe('what the file has taught', () => {
  it('is that of the stream', () => {
    const [out, err] = [0, 1].map((stream) => ENVELOPES.cri?.(stream) as Wrap);
    const lines = [...timed(SETTLED_RUN).flatMap(out as Wrap), ...timed(1).flatMap(err as Wrap)];
    expect(group([...lines, ...(err as Wrap)(LOG)])).toHaveLength(SETTLED_RUN + 2);
    expect(group([...lines, ...(out as Wrap)(LOG)])).toHaveLength(SETTLED_RUN + 1);
  });

  it('is not kept for streams without a bound', () => {
    for (const envelope of ['compose', 'journald', 'syslog of RFC 3164']) {
      const joiner = createLineJoiner();
      for (const line of timed(20).flatMap(wrapOf(envelope))) joiner.push(line);
      joiner.flush();
      expect(joiner.timedRuns).toBeUndefined();
    }
  });

  it('holds where the file is read on, and not for rules that did not learn', () => {
    const joiner = createLineJoiner();
    for (const line of timed(20)) joiner.push(line);
    joiner.flush();
    const runs = JSON.parse(JSON.stringify(joiner.timedRuns)) as TimedRuns;
    expect(runs).toEqual({ plain: SETTLED_RUN });
    const lines = [NEXT, LOG, NEXT];
    expect(group(lines, undefined, runs)).toHaveLength(2);
    expect(group(lines)).toHaveLength(3);
    expect(group(lines, 6, runs)).toHaveLength(3);
  });

  it('gives the same records when the file is read again from any boundary', () => {
    const text = fc.constantFrom(...TEXTS.map(([, lines]) => lines), [NEXT], [NEXT], ['words'], ['panic: x']);
    const some = fc.tuple(fc.constantFrom(...TAUGHT, 'compose'), fc.constantFrom(0, 1), text);
    const run = fc.tuple(
      fc.constantFrom(...TAUGHT),
      fc.constantFrom(0, 1),
      fc.constantFrom(timed(SETTLED_RUN), timed(3)),
    );
    const several = fc.array(fc.oneof(some, run), { maxLength: 10 });
    fc.assert(
      fc.property(several, (parts) => {
        expectSameAgain(
          parts.flatMap(([envelope, stream, lines]) => lines.flatMap(ENVELOPES[envelope]?.(stream) as Wrap)),
        );
      }),
      { numRuns: 150 },
    );
  });
});
