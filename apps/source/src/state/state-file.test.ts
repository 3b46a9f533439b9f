import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { createLogger, Readiness } from '@logwarren/common';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StateFile } from './state-file.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'logwarren-state-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('saves that come while a large state rests share one write, which has the state of the last one', async () => {
  const log = createLogger('test', 'silent' as never);
  const path = join(directory, 'state.json');
  const rested = Promise.withResolvers<void>();
  const written: string[] = [];
  let value = 0;
  const file = new StateFile({
    path,
    name: 'state',
    failure: 'Cannot save.',
    text: () => {
      written.push(`state ${value}`);
      return written.at(-1) ?? '';
    },
    log,
    readiness: new Readiness(log),
    signal: new AbortController().signal,
    rest: () => rested.promise,
  });
  await file.save();
  const saves: Promise<void>[] = [];
  for (value = 1; value <= 100; value++) {
    saves.push(file.save());
    await setImmediate();
  }
  rested.resolve();
  await Promise.all(saves);
  expect(written).toEqual(['state 0', 'state 101']);
  expect(readFileSync(path, 'utf8')).toBe('state 101');
});
