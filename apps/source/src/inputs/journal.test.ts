import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JOINER_VERSION } from '@logwarren/contract/formats';
import { describe, expect, test } from 'vitest';
import { follow, print, printed, script, seen, useJournal } from './test-journal.ts';

useJournal();

const TRACE = ['Traceback (most recent call last):', '  File "/app/a.py", line 3, in pay', 'ValueError: no card'];
const MINUTES_MS = 600_000;

describe('a trace that a unit prints', () => {
  test('is one record, though its lines come one by one', async () => {
    await follow(1_000);
    for (const line of TRACE) print(line);
    await seen(TRACE.join('\n'));
  });

  test('is sent when a further record of its stream begins, whatever the quiet time', async () => {
    await follow(MINUTES_MS);
    print(...TRACE, 'ready', 'steady');
    await seen(TRACE.join('\n'), 'ready');
  });

  test('that is open at a stop is read by the next source', async () => {
    print('ready', ...TRACE.slice(0, 2));
    const { stop } = await follow(MINUTES_MS);
    await seen('ready');
    await stop();
    print(...TRACE.slice(2));
    await follow();
    await seen('ready', TRACE.join('\n'));
  });

  test.each([1, 2, 3])('is neither lost nor repeated when the source is killed anywhere: %i', async (seed) => {
    const expected: string[] = [];
    for (let round = 0; round < 5; round++) {
      const number = `order ${seed}.${round}`;
      // The kill comes in the middle of a trace or after it, with all chunks confirmed or none.
      const cut = (seed * 7 + round * 5) % (TRACE.length + 1);
      printed.isConfirming = (seed + round) % 3 !== 0;
      print(number, ...TRACE.slice(0, cut));
      expected.push(number, TRACE.join('\n'));
      const { crash } = await follow(MINUTES_MS);
      // Only records that a further line has shown to be complete.
      await seen(...expected.slice(0, cut === 0 ? -2 : -1));
      await crash();
      print(...TRACE.slice(cut));
    }
    printed.isConfirming = true;
    await follow();
    await seen(...expected);
    expect(new Set(printed.batches.map(({ id }) => id)).size).toBeLessThan(printed.batches.length);
  });
});

describe('ranges that were pending', () => {
  const restartAs = async (joiner: string) => {
    printed.isConfirming = false;
    print(...TRACE);
    const { crash } = await follow();
    await seen(TRACE.join('\n'));
    await crash();
    const file = join(printed.directory, 'state', 'journal.json');
    const written = readFileSync(file, 'utf8');
    expect(written).toContain(`"joiner":${JOINER_VERSION},`);
    writeFileSync(file, written.replace(`"joiner":${JOINER_VERSION},`, joiner));
    printed.batches = [];
    await follow();
  };

  test('are the same batches again', async () => {
    await restartAs(`"joiner":${JOINER_VERSION},`);
    await seen(TRACE.join('\n'));
  });

  test.each(['"joiner":5,', '"joiner":3,', ''])(
    'of a build before (%s) have a record for each entry',
    async (joiner) => {
      await restartAs(joiner);
      await seen(...TRACE);
    },
  );
});

describe('a command that stands in for journalctl', () => {
  const wrapper = (before: string) => script('wrapper', `#!/bin/sh\n${before}\n${printed.command} "$@"\ntrue\n`);

  test.each([
    ['leaves it alive', ''],
    ['does not end when it is asked to', "trap '' TERM"],
  ])('and %s does not hold up a stop', async (_how, before) => {
    print('one', 'two');
    const { stop } = await follow(30, { command: wrapper(before) });
    await seen('one', 'two');
    await stop();
    print('three');
    await follow();
    await seen('one', 'two', 'three');
  });
});
