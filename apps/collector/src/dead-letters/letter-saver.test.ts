import { createLogger, UnknownFormatError } from '@logwarren/common';
import type { KeptLetter } from '@logwarren/contract';
import { StoreUnavailableError } from '@logwarren/store';
import { expect, test } from 'vitest';
import { GivenUpError } from '../storing/retry-loop.ts';
import { LetterSaver } from './letter-saver.ts';

const log = createLogger('test', 'silent');
const letter = (id: string, attempt = 0) => ({ id, attempt }) as KeptLetter;

function saverOn(store: (letters: readonly KeptLetter[]) => Promise<void>, giveUp = new AbortController().signal) {
  const kept: string[] = [];
  const onSaved = (letters: readonly KeptLetter[]) => kept.push(...letters.map(({ id }) => id));
  const backoff = { initialMs: 1, maxMs: 2 };
  const told: unknown[] = [];
  const onUnknownFormat = (error: unknown) => void told.push(error);
  const saver = new LetterSaver({ store, log, onSaved, onAttempt: () => {}, onUnknownFormat, backoff, giveUp });
  return { kept, told, saver };
}

test('letters that come while a write is under way go together with the next', async () => {
  const first = Promise.withResolvers<void>();
  const writes: number[] = [];
  const { saver } = saverOn(async (letters) => {
    writes.push(letters.length);
    if (writes.length === 1) await first.promise;
  });
  const all = ['a', 'b', 'c', 'd'].map((id) => saver.save(letter(id)));
  first.resolve();
  await Promise.all(all);
  expect(writes).toEqual([1, 3]);
});

test('a write that fails is repeated with the same letters until it succeeds, and only then are they kept', async () => {
  const seen: string[][] = [];
  const { saver, kept } = saverOn(async (letters) => {
    seen.push(letters.map(({ id }) => id));
    if (seen.length < 4) throw seen.length === 2 ? new Error('odd') : new StoreUnavailableError('away', 'x');
  });
  await saver.save(letter('a'));
  expect(seen).toEqual([['a'], ['a'], ['a'], ['a']]);
  expect(kept).toEqual(['a']);
});

test('says when a newer build has kept a letter, and gives it back once it is told to', async () => {
  const giveUp = new AbortController();
  const newer = new UnknownFormatError('dead letter a', 2, 1);
  const { saver, told } = saverOn(async () => {
    giveUp.abort();
    throw newer;
  }, giveUp.signal);
  await expect(saver.save(letter('a'))).rejects.toThrow(GivenUpError);
  expect(told).toEqual([newer]);
});

test('one letter that comes twice is one write, of its latest attempt', async () => {
  const first = Promise.withResolvers<void>();
  const attempts: number[][] = [];
  const { saver } = saverOn(async (letters) => {
    attempts.push(letters.map(({ attempt }) => attempt));
    if (attempts.length === 1) await first.promise;
  });
  const all = [letter('x'), letter('a', 2), letter('a', 1), letter('a', 3)].map((each) => saver.save(each));
  first.resolve();
  await Promise.all(all);
  expect(attempts).toEqual([[0], [3]]);
});

test('letters that cannot be kept before the process stops are given back', async () => {
  const giveUp = new AbortController();
  const { saver } = saverOn(async () => {
    giveUp.abort();
    throw new StoreUnavailableError('away', 'x');
  }, giveUp.signal);
  await expect(saver.save(letter('a'))).rejects.toBeInstanceOf(GivenUpError);
});

test('a letter that cannot be kept holds up no other', async () => {
  const stop = new AbortController();
  const { saver, kept } = saverOn(async (letters) => {
    if (letters.some(({ id }) => id === 'bad')) throw new StoreUnavailableError('cannot keep', 'too large');
  }, stop.signal);
  const bad = expect(saver.save(letter('bad'))).rejects.toThrow(GivenUpError);
  await saver.save(letter('a'));
  await saver.save(letter('c'));
  await saver.save(letter('d'));
  expect(kept).toEqual(expect.arrayContaining(['a', 'c', 'd']));
  stop.abort();
  await bad;
});
