import { newRun } from '@logwarren/contract';
import { describe, expect, test } from 'vitest';
import { LedgerTally, type Share } from './ledger-tally.ts';

const FIRST_MS = 1_700_000_000_000;
/** A run that began before the days that are read, and one that began within them. */
const OLD = newRun(FIRST_MS - 1);
const NEW = newRun(FIRST_MS);

function share(records: number, more: Partial<Share> = {}): Share {
  return { source: 'web-1', run: NEW, service: 'shop', records, ...more };
}

function tallyOf(countsSpools = true): LedgerTally {
  return new LedgerTally(FIRST_MS, countsSpools);
}

describe('records of a run', () => {
  test('were received as far as their numbers go, whether they are stored, dead or missing', () => {
    const tally = tallyOf();
    tally.addStored(share(40, { from: 0, to: 40 }), 5);
    tally.addStored(share(30, { from: 60, to: 90 }), 9);
    tally.addDead(share(10, { from: 90, to: 100 }));
    expect(tally.sums()).toEqual([
      {
        source: 'web-1',
        run: NEW,
        service: 'shop',
        received: 100,
        stored: 70,
        dead: 10,
        shed: 0,
        spooled: 0,
        lastStoredMs: 9,
      },
    ]);
  });

  test('begin with 1 if the run began within the days, otherwise with the first that is seen', () => {
    const [whole, part] = [tallyOf(), tallyOf()];
    whole.addStored(share(10, { from: 500, to: 510 }), 1);
    part.addStored(share(10, { run: OLD, from: 500, to: 510 }), 1);
    expect(whole.sums()).toMatchObject([{ received: 510 }]);
    expect(part.sums()).toMatchObject([{ received: 10 }]);
  });

  test('of a name that says no time begin with the first that is seen', () => {
    const tally = tallyOf();
    tally.addStored(share(10, { run: 'by-hand', from: 500, to: 510 }), 1);
    expect(tally.sums()).toMatchObject([{ received: 10 }]);
  });

  test('without numbers were received because they are there', () => {
    const tally = tallyOf();
    tally.addStored(share(3, { from: null, to: null }), 1);
    tally.addDead(share(2));
    tally.addStored(share(4, { from: 0, to: 4 }), 1);
    expect(tally.sums()).toMatchObject([{ received: 9, stored: 7, dead: 2 }]);
  });

  test('that the source dropped on purpose were received as well', () => {
    const tally = tallyOf();
    tally.addStored(share(4, { from: 0, to: 4, shed: 6 }), 1);
    tally.addStored(share(4, { from: 4, to: 8, shed: 1 }), 1);
    expect(tally.sums()).toMatchObject([{ received: 15, stored: 8, shed: 7 }]);
  });
});

describe('the spool of a source', () => {
  test('holds what lies between the last number that came and the last that was given', () => {
    const tally = tallyOf();
    tally.addStored(share(10, { from: 0, to: 10, until: 25 }), 1);
    tally.addStored(share(10, { from: 10, to: 20, until: null }), 1);
    expect(tally.sums()).toMatchObject([{ received: 25, spooled: 5 }]);
  });

  test('is empty when all of it has come', () => {
    const tally = tallyOf();
    tally.addStored(share(10, { from: 0, to: 10, until: 25 }), 1);
    tally.addStored(share(20, { from: 10, to: 30 }), 1);
    expect(tally.sums()).toMatchObject([{ received: 30, spooled: 0 }]);
  });

  test('is left out for days in the past, whose spools may have been stored on a later one', () => {
    const tally = tallyOf(false);
    tally.addStored(share(10, { from: 0, to: 10, until: 25 }), 1);
    expect(tally.sums()).toMatchObject([{ received: 10, spooled: 0 }]);
  });
});

describe('records that no source of ours sent', () => {
  test('are those of a service that no run has', () => {
    const tally = tallyOf();
    tally.addTotal('shop', 100);
    tally.addStored(share(60, { from: 0, to: 60 }), 1);
    tally.addStored(share(15, { source: 'web-2', from: 0, to: 15 }), 1);
    tally.addForeignDead('shop', 5);
    const [, , foreign] = tally.sums();
    expect(foreign).toMatchObject({ source: null, run: null, service: 'shop', received: 30, stored: 25, dead: 5 });
  });

  test('have no row when a source sent all of them', () => {
    const tally = tallyOf();
    tally.addTotal('shop', 60);
    tally.addStored(share(60, { from: 0, to: 60 }), 1);
    expect(tally.sums().map(({ source }) => source)).toEqual(['web-1']);
  });
});

test('rows come by source, service and run; records of no source are last', () => {
  const tally = tallyOf();
  tally.addTotal('shop', 99);
  for (const source of ['web-2', 'web-1'])
    for (const service of ['shop', 'mail'])
      for (const run of [NEW, OLD]) tally.addStored(share(1, { source, service, run, from: 0, to: 1 }), 1);
  tally.addTotal('mail', 99);
  const runs = [OLD, NEW].toSorted();
  const expected = ['web-1', 'web-2'].flatMap((source) =>
    ['mail', 'shop'].flatMap((service) => runs.map((run) => [source, service, run])),
  );
  const sums = tally.sums().map(({ source, service, run }) => [source, service, run]);
  expect(sums).toEqual([...expected, [null, 'mail', null], [null, 'shop', null]]);
});

test('losses are added up by source, service, path and reason', () => {
  const tally = tallyOf();
  const lost = (path: string, bytes: number, isAtLeast = false) => ({ path, reason: 'deleted', bytes, isAtLeast });
  tally.addStored(share(1, { lost: [[lost('/a', 5)], [lost('/a', 7, true), lost('/b', 1)]] }), 1);
  tally.addStored(share(1, { lost: [[lost('/a', 100)]] }), 1);
  tally.addStored(share(1, { source: 'web-2', lost: [[lost('/a', 3)]] }), 1);
  tally.addStored(share(1, { service: 'mail', lost: [] }), 1);
  expect(tally.losses()).toEqual([
    { source: 'web-1', service: 'shop', ...lost('/a', 112, true) },
    { source: 'web-1', service: 'shop', ...lost('/b', 1) },
    { source: 'web-2', service: 'shop', ...lost('/a', 3) },
  ]);
});
