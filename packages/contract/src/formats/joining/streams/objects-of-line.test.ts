import { describe, expect, it } from 'vitest';
import { createLineJoiner } from '../../index.ts';
import { expectSameAgain, group } from '../../samples/events/lines-for-tests.ts';

describe('a line of several objects', () => {
  it.each([
    ['{"a":1}{"b":2}', ['{"a":1}', '{"b":2}']],
    ['{"a":1} {"b":{"c":"}{"}}  {"d":"\\\\"}', ['{"a":1}', '{"b":{"c":"}{"}}', '{"d":"\\\\"}']],
  ])('is a record for each: %s', (line, objects) => {
    expect(group([line, '{"e":5}'])).toEqual([...objects, '{"e":5}']);
    expect(group([line, '{"e":5}'], 6)).toEqual([line, '{"e":5}']);
  });

  it.each(['{"a":"}{"}', '{"a":1}{"b":', '{"a":1}{b}', '{"a":1} text {"b":2}', '{"a":1}{"b":2} text', '{} {'])(
    'is left as it is where it has anything else: %s',
    (line) => {
      expect(group([line])).toEqual([line]);
    },
  );

  it('has the same place for all of them, also where streams stand among each other', () => {
    const lines = ['{"x":1}', '{"a":1}{"b":2}', 'web-1  | one', '{"c":3} {"d":4}', 'web-1  | two', 'words'];
    expect(expectSameAgain(lines)).toHaveLength(8);
    const joiner = createLineJoiner();
    const firsts = lines.flatMap((line) => (joiner.push(line).length > 0 ? joiner.firstLines : []));
    expect(joiner.flush().length + firsts.length).toBe(8);
    expect(firsts.slice(0, 3)).toEqual([1, 2, 2]);
  });
});
