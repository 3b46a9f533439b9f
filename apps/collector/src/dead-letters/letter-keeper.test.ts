import { createLogger, UnknownFormatError } from '@logwarren/common';
import type { KeptLetter } from '@logwarren/contract';
import { StoreUnavailableError } from '@logwarren/store';
import { expect, test } from 'vitest';
import { GivenUpError } from '../part-saver.ts';
import { LetterKeeper } from './letter-keeper.ts';

const log = createLogger('test', 'silent');
const letter = (id: string, attempt = 0) => ({ id, attempt }) as KeptLetter;

function keeperOn(store: (letters: readonly KeptLetter[]) => Promise<void>, giveUp = new AbortController().signal) {
  const kept: string[] = [];
  const onKept = (letters: readonly KeptLetter[]) => kept.push(...letters.map(({ id }) => id));
  const backoff = { initialMs: 1, maxMs: 2 };
  const told: unknown[] = [];
  const onUnknownFormat = (error: unknown) => void told.push(error);
  const keeper = new LetterKeeper({ store, log, onKept, onAttempt: () => {}, onUnknownFormat, backoff, giveUp });
  return { kept, told, keeper };
}

test('letters that come while a write is under way go together with the next', async () => {
  const first = Promise.withResolvers<void>();
  const writes: number[] = [];
  const { keeper } = keeperOn(async (letters) => {
    writes.push(letters.length);
    if (writes.length === 1) await first.promise;
  });
  const all = ['a', 'b', 'c', 'd'].map((id) => keeper.keep(letter(id)));
  first.resolve();
  await Promise.all(all);
  expect(writes).toEqual([1, 3]);
});

test('a write that fails is repeated with the same letters until it succeeds, and only then are they kept', async () => {
  const seen: string[][] = [];
  const { keeper, kept } = keeperOn(async (letters) => {
    seen.push(letters.map(({ id }) => id));
    if (seen.length < 4) throw seen.length === 2 ? new Error('odd') : new StoreUnavailableError('away', 'x');
  });
  await keeper.keep(letter('a'));
  expect(seen).toEqual([['a'], ['a'], ['a'], ['a']]);
  expect(kept).toEqual(['a']);
});

test('says when a newer build has kept a letter, and gives it back once it is told to', async () => {
  const giveUp = new AbortController();
  const newer = new UnknownFormatError('dead letter a', 2, 1);
  const { keeper, told } = keeperOn(async () => {
    giveUp.abort();
    throw newer;
  }, giveUp.signal);
  await expect(keeper.keep(letter('a'))).rejects.toThrow(GivenUpError);
  expect(told).toEqual([newer]);
});

test('one letter that comes twice is one write, of its latest attempt', async () => {
  const first = Promise.withResolvers<void>();
  const attempts: number[][] = [];
  const { keeper } = keeperOn(async (letters) => {
    attempts.push(letters.map(({ attempt }) => attempt));
    if (attempts.length === 1) await first.promise;
  });
  const all = [letter('x'), letter('a', 2), letter('a', 1), letter('a', 3)].map((each) => keeper.keep(each));
  first.resolve();
  await Promise.all(all);
  expect(attempts).toEqual([[0], [3]]);
});

test('letters that cannot be kept before the process stops are given back', async () => {
  const giveUp = new AbortController();
  const { keeper } = keeperOn(async () => {
    giveUp.abort();
    throw new StoreUnavailableError('away', 'x');
  }, giveUp.signal);
  await expect(keeper.keep(letter('a'))).rejects.toBeInstanceOf(GivenUpError);
});

test('a letter that cannot be kept holds up no other', async () => {
  const stop = new AbortController();
  const { keeper, kept } = keeperOn(async (letters) => {
    if (letters.some(({ id }) => id === 'bad')) throw new StoreUnavailableError('cannot keep', 'too large');
  }, stop.signal);
  const bad = expect(keeper.keep(letter('bad'))).rejects.toThrow(GivenUpError);
  await keeper.keep(letter('a'));
  await keeper.keep(letter('c'));
  await keeper.keep(letter('d'));
  expect(kept).toEqual(expect.arrayContaining(['a', 'c', 'd']));
  stop.abort();
  await bad;
});
