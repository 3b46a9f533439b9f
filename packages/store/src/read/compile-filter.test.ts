import { type Filter, parseQuery } from '@logwarren/query';
import { expect, test } from 'vitest';
import { compileFilter } from './compile-filter.ts';
import { headerCondition } from './header-condition.ts';

/** A filter that counts how often its parts are read. */
function watched(filter: Filter): { filter: Filter; looks: () => number } {
  let looks = 0;
  const proxy = new Proxy(filter, {
    get(target, key, receiver) {
      if (key === 'kind') looks += 1;
      return Reflect.get(target, key, receiver);
    },
  });
  return { filter: proxy, looks: () => looks };
}

test('each part is made once, even if it is requested often', () => {
  const { filter, looks } = watched(parseQuery('timeout', 0));
  const compiled = compileFilter(filter);
  const first = [compiled.matches, compiled.mayMatch, compiled.headersIn({ termSizes: [4096] })];
  const after = looks();
  expect([compiled.matches, compiled.mayMatch, compiled.headersIn({ termSizes: [4096] })]).toEqual(first);
  expect(looks()).toBe(after);
});

test('a part that nobody requests is not made', () => {
  const { filter, looks } = watched(parseQuery('timeout', 0));
  compileFilter(filter);
  const decided = looks();
  compileFilter(filter).headersIn({ termSizes: [4096] });
  expect(looks() - decided).toBeGreaterThan(decided);
});

test('the condition on headers follows the sizes of the terms filters of a partition', () => {
  const filter = parseQuery('timeout', 0);
  const compiled = compileFilter(filter);
  for (const termSizes of [[4096], [4096, 8192], []]) {
    expect(compiled.headersIn({ termSizes })).toEqual(headerCondition(filter, termSizes));
  }
});
