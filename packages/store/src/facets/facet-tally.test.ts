import type { LogRecord } from '@logwarren/contract';
import { foldText, resolveField } from '@logwarren/query';
import { describe, expect, test } from 'vitest';
import { type FacetField, FacetTally, roomFor } from './facet-tally.ts';

function recordOf(more: Partial<LogRecord>): LogRecord {
  const head = { id: '', timestamp: 0, observedAt: 0, service: 'shop', severityNumber: 9, message: 'paid' };
  return { ...head, severity: 'INFO', ...more };
}

function tallyOf(field: string, more: Partial<FacetField> = {}): FacetTally {
  const asked: FacetField = { field, ref: resolveField(field), named: undefined, prefix: '', ...more };
  return new FacetTally(asked, undefined, roomFor([asked]));
}

function valuesOf(tally: FacetTally, limit = 10): (string | number)[][] {
  return tally.finish(limit, true).facet.values.map(({ value, count }) => [value, count]);
}

describe('the values of a field', () => {
  test('come most frequent first; the others are counted together', () => {
    const tally = tallyOf('code');
    for (const code of [500, 200, 200, '404', 200, 500]) tally.addOf(recordOf({ attributes: { code } }), 0);
    const { facet, complete } = tally.finish(2, true);
    expect(valuesOf(tally, 2)).toEqual([
      ['200', 3],
      ['500', 2],
    ]);
    expect([facet.field, facet.others.count, facet.exact, complete]).toEqual(['code', 1, true, true]);
    expect(facet).not.toHaveProperty('ownIgnored');
  });

  test('are one for spellings that a condition does not tell apart, also within a record', () => {
    const tally = tallyOf('tags');
    tally.addOf(recordOf({ attributes: { tags: '["Paid","paid","new"]' } }), 0);
    tally.addOf(recordOf({ attributes: { tags: '["PAID"]' } }), 0);
    expect(valuesOf(tally).map(([value, count]) => [foldText(String(value)), count])).toEqual([
      ['paid', 2],
      ['new', 1],
    ]);
  });

  test('stay apart for patterns, which are compared by every sign', () => {
    const tally = tallyOf('pattern');
    for (const message of ['paid', 'Paid', 'paid']) tally.addOf(recordOf({ message }), 0);
    expect(valuesOf(tally)).toEqual([
      ['paid', 2],
      ['Paid', 1],
    ]);
  });

  test('that begin with other letters are left out, in any case', () => {
    const tally = tallyOf('host', { prefix: 'web' });
    for (const host of ['web-1', 'WEB-2', 'db-1', 'my-web']) tally.addOf(recordOf({ attributes: { host } }), 0);
    expect(valuesOf(tally)).toEqual([
      ['WEB-2', 1],
      ['web-1', 1],
    ]);
  });

  test('that are named by a condition are listed however rare they are, and the facet says so', () => {
    const tally = tallyOf('code', { named: ['404', '999'] });
    for (const code of [200, 200, 500, 500, 404]) tally.addOf(recordOf({ attributes: { code } }), 0);
    expect(valuesOf(tally, 1)).toEqual([
      ['200', 2],
      ['404', 1],
      ['999', 0],
    ]);
    expect(tally.finish(1, true).facet.ownIgnored).toBe(true);
  });
});

describe('records that headers count', () => {
  const stream = { service: 'shop', severity: 'ERROR' } as const;

  test('are those of a service or of a severity, by the field', () => {
    for (const [field, value] of [
      ['service', 'shop'],
      ['severity', 'ERROR'],
    ] as const) {
      const tally = tallyOf(field);
      tally.addStream(stream, 5);
      tally.addStream(stream, 2);
      expect(valuesOf(tally)).toEqual([[value, 7]]);
    }
  });

  test('count only for values that are asked for', () => {
    const tally = tallyOf('service', { prefix: 'ma' });
    tally.addStream(stream, 5);
    tally.addStream({ ...stream, service: 'Mail' }, 2);
    expect(valuesOf(tally)).toEqual([['Mail', 2]]);
  });
});

test('fields share their room: more of them need no more memory, and make no larger answer', () => {
  const field = { field: 'code', ref: resolveField('code'), named: undefined, prefix: '' };
  const [one, four] = [roomFor([field]), roomFor([field, field, field, field])];
  expect([four.letters, four.listed]).toEqual([one.letters / 4, one.listed / 4]);
  expect(four.values).toBe(one.values);
});
