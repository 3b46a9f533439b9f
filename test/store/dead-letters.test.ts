import type { KeptLetter } from '@logwarren/contract';
import {
  countLetters,
  discardLetters,
  ensureLetterIndexes,
  findLetters,
  getLetter,
  keepLetters,
  type LetterPosition,
  markReplayed,
  requestedReplays,
  requestReplay,
  type Store,
} from '@logwarren/store';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestStore } from '../harness/store/test-store.ts';

/** Dead letters in a real MongoDB: what may come twice, late, or at the same time. */

let store: Store;

beforeAll(async () => {
  store = await openTestStore();
  await ensureLetterIndexes(store);
});
afterAll(() => store[Symbol.asyncDispose]());
beforeEach(async () => {
  await store.db.collection('dead_letters').deleteMany({});
});

const START = Date.parse('2026-11-21T10:00:00Z');
const BUDGET_MS = 60_000;

function letter(id: number, attempt = 0, more: Partial<KeptLetter> = {}): KeptLetter {
  return {
    id: id.toString(16).padStart(32, '0'),
    body: Buffer.from('{"$where": 1}'),
    reason: attempt === 0 ? 'record-invalid' : 'body-not-json',
    explanation: `$attempt ${attempt}`,
    failedAtMs: START + id * 1000 + attempt,
    attempt,
    records: 1,
    service: '$shop.api',
    origin: { queue: 'LogQueue', routingKey: 'INFO.$shop_api', messageId: undefined, source: 'web-1' },
    message: { messageId: `m${id}`, timestampMs: START, headers: { $set: 'x', 'a.b': 1, constructor: 2 } },
    ...more,
  };
}

async function stateOf(id: number) {
  const { summary } = (await getLetter(store, letter(id).id))!;
  const { state, count, attempts, reason } = summary;
  return { state, count, attempts, reason };
}

describe('letters that a filter settles', () => {
  const COUNT = 1_203;
  const all = () => Array.from({ length: COUNT }, (_, i) => letter(i + 1));

  it('are asked for once each, although they fail again at once, and however little time a request has', async () => {
    await keepLetters(store, all());
    let ms = 0;
    let after: LetterPosition | undefined;
    for (let requests = 1; ; requests++) {
      const settled = await requestReplay(store, { filter: {}, after }, 0, () => ms++);
      expect(settled.letters).toBe(Math.min(500, COUNT - (requests - 1) * 500));
      // What was asked for is sent, and comes back with the same fault before the next request.
      const failed = (await requestedReplays(store, COUNT)).map(({ attempt, letter: { id } }) =>
        letter(Number.parseInt(id, 16), attempt, { failedAtMs: START + 10_000_000 + requests }),
      );
      await keepLetters(store, failed);
      if (settled.complete) break;
      after = settled.next;
    }
    for (const id of [1, 2, 700, COUNT]) expect(await stateOf(id)).toMatchObject({ state: 'kept', attempts: 1 });
    expect(await store.db.collection('dead_letters').countDocuments({ attempts: 1 })).toBe(COUNT);
  });

  it('page by page are seen once, whatever fails again and arrives between two pages', async () => {
    await keepLetters(store, all().slice(0, 40));
    const seen: string[] = [];
    let after: LetterPosition | undefined;
    for (let page = 1; ; page++) {
      const { letters, next } = await findLetters(store, { states: ['kept'] }, 7, after);
      seen.push(...letters.map(({ _id }) => _id));
      if (next === null) break;
      after = next;
      const again = letters.slice(0, 3).map(({ _id }) => letter(Number.parseInt(_id, 16), 1));
      await keepLetters(store, [
        ...again.map((each) => ({ ...each, failedAtMs: START + 1e7 + page })),
        letter(900 + page),
      ]);
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(new Set(seen)).toEqual(
      new Set(
        all()
          .slice(0, 40)
          .map(({ id }) => id),
      ),
    );
  });

  it('named twice are asked for once', async () => {
    await keepLetters(store, [letter(1)]);
    await requestReplay(store, { ids: [letter(1).id, letter(1).id] }, BUDGET_MS);
    expect(await stateOf(1)).toMatchObject({ state: 'replaying', attempts: 1 });
  });
});

describe('a letter', () => {
  it('comes back as it was kept, with names and values that MongoDB has a meaning for', async () => {
    const kept = letter(1);
    await keepLetters(store, [kept]);
    const { origin, ...rest } = (await getLetter(store, kept.id))!.letter;
    expect({ ...rest, record: undefined }).toEqual({ ...kept, origin: undefined, record: undefined });
    expect(origin).toEqual({ queue: 'LogQueue', routingKey: 'INFO.$shop_api', source: 'web-1' });
  });

  it('that is delivered again counts once, also when many keepers write it at the same time', async () => {
    await Promise.allSettled(Array.from({ length: 8 }, () => keepLetters(store, [letter(1)])));
    await keepLetters(store, [letter(1)]);
    expect(await stateOf(1)).toMatchObject({ state: 'kept', count: 1, attempts: 0 });
  });

  it('that is delivered again after it was settled stays settled', async () => {
    await keepLetters(store, [letter(1), letter(2)]);
    await discardLetters(store, { ids: [letter(1).id] }, BUDGET_MS);
    await requestReplay(store, { ids: [letter(2).id] }, BUDGET_MS);
    await keepLetters(store, [letter(1), letter(2)]);
    expect(await stateOf(1)).toMatchObject({ state: 'discarded', count: 1 });
    await markReplayed(store, await requestedReplays(store, 10));
    await keepLetters(store, [letter(2)]);
    expect(await stateOf(2)).toMatchObject({ state: 'replayed', count: 1, attempts: 1 });
  });

  it('that fails again before its replay is marked is kept, and not marked', async () => {
    await keepLetters(store, [letter(1)]);
    await requestReplay(store, { filter: {} }, BUDGET_MS);
    const replays = await requestedReplays(store, 10);
    expect(replays).toMatchObject([{ attempt: 1 }]);
    await keepLetters(store, [letter(1, 1)]);
    await markReplayed(store, replays);
    expect(await stateOf(1)).toEqual({ state: 'kept', count: 2, attempts: 1, reason: 'body-not-json' });
    await requestReplay(store, { filter: {} }, BUDGET_MS);
    // Late, and of an attempt that was counted.
    await keepLetters(store, [letter(1, 1), letter(1, 0)]);
    expect(await stateOf(1)).toMatchObject({ state: 'replaying', count: 2, attempts: 2 });
  });

  it('that was asked for once more meanwhile is sent again', async () => {
    await keepLetters(store, [letter(1)]);
    await requestReplay(store, { filter: {} }, BUDGET_MS);
    const first = await requestedReplays(store, 10);
    await keepLetters(store, [letter(1, 1)]);
    await requestReplay(store, { filter: {} }, BUDGET_MS);
    await markReplayed(store, first);
    expect(await requestedReplays(store, 10)).toMatchObject([{ attempt: 2 }]);
  });
});

describe('letters', () => {
  it('are paged newest first, each once, while others come in', async () => {
    const all = Array.from({ length: 25 }, (_, i) => letter(i));
    await keepLetters(store, all);
    const seen: string[] = [];
    let page = await findLetters(store, { states: ['kept'] }, 10);
    for (;;) {
      seen.push(...page.letters.map(({ _id }) => _id));
      await keepLetters(store, [letter(100 + seen.length)]);
      if (page.next === null) break;
      page = await findLetters(store, { states: ['kept'] }, 10, page.next);
    }
    expect(seen).toEqual(all.map(({ id }) => id).toReversed());
  });

  it('of a filter are replayed by the thousand, those settled only by their ids', async () => {
    const all = Array.from({ length: 1_200 }, (_, i) => letter(i, 0, { service: i % 2 === 0 ? 'even' : 'odd' }));
    await keepLetters(store, all);
    await discardLetters(store, { ids: [all[0]!.id] }, BUDGET_MS);
    const filter = { services: ['even'], fromMs: START, toMs: START + 1_000_000 };
    expect(await requestReplay(store, { filter }, BUDGET_MS)).toEqual({ letters: 499, complete: true });
    expect(await requestReplay(store, { ids: [all[0]!.id, all[1]!.id, 'none'] }, BUDGET_MS)).toMatchObject({
      letters: 2,
    });
    expect(await countLetters(store)).toEqual(
      expect.arrayContaining([
        { state: 'replaying', reason: 'record-invalid', letters: 501 },
        { state: 'kept', reason: 'record-invalid', letters: 699 },
      ]),
    );
    // Every call gets on, also without any time.
    expect(await requestReplay(store, { filter: {} }, 0)).toMatchObject({ letters: 500, complete: false });
  });
});
