import { createLogger, UnknownFormatError } from '@logwarren/common';
import { createBatchIds, toColumns } from '@logwarren/contract';
import { type BatchPart, type PartOutcome, StoreUnavailableError } from '@logwarren/store';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { PartSaver, type PartSaverOptions, type Repeat } from './part-saver.ts';
import { GivenUpError } from './retry-loop.ts';

const SOON = { timeout: 60_000, interval: 5 };

const newId = createBatchIds();

function part(records = 1): BatchPart {
  const partId = newId();
  const all = toColumns(Array.from({ length: records }, () => ({ timestamp: 0, observedAt: 0, message: 'x' })));
  const indexes = Array.from({ length: records }, (_, index) => index);
  return { batchId: partId, partId, service: 'a', severity: 'INFO', records: all, indexes, jsonBytes: records };
}

const stored = (parts: readonly BatchPart[]): PartOutcome[] => parts.map((each) => ({ part: each, kind: 'stored' }));

function saver(options: Partial<PartSaverOptions>): PartSaver {
  return new PartSaver({
    store: async (parts) => stored(parts),
    flushRecords: 100,
    flushMs: 1,
    backoff: { initialMs: 1, maxMs: 2 },
    log: createLogger('test', 'silent'),
    onFlush: () => {},
    onAttempt: () => {},
    onUnknownFormat: () => {},
    giveUp: new AbortController().signal,
    ...options,
  });
}

describe('PartSaver', () => {
  it('says when a newer build writes to the database, and gives back what it has once it is told to', async () => {
    const giveUp = new AbortController();
    const told: unknown[] = [];
    const newer = new UnknownFormatError('partition default_20261129', 2, 1);
    const saving = saver({
      store: async () => {
        throw newer;
      },
      onUnknownFormat(error) {
        told.push(error);
        giveUp.abort();
      },
      giveUp: giveUp.signal,
    });
    await expect(saving.save([part()])).rejects.toThrow(GivenUpError);
    expect(told).toEqual([newer]);
  });

  it('stores the parts of several messages together', async () => {
    const calls: number[] = [];
    const saving = saver({
      store: async (parts) => {
        calls.push(parts.length);
        return stored(parts);
      },
    });
    await Promise.all([saving.save([part()]), saving.save([part(), part()])]);
    expect(calls).toEqual([3]);
  });

  it('does not wait for the clock when enough records are there', async () => {
    const saving = saver({ flushRecords: 10, flushMs: 1_000_000 });
    await saving.save([part(6), part(6)].slice(0, 1).concat(part(4)));
    expect(saving.pendingParts).toBe(0);
  });

  it('does not wait for the clock, nor for more records, when no more messages can come', async () => {
    const calls: number[] = [];
    const store = async (parts: readonly BatchPart[]) => {
      calls.push(parts.length);
      return stored(parts);
    };
    const saving = saver({ capacity: 4, flushMs: 1_000_000, store });
    for (let round = 0; round < 3; round++) await Promise.all([1, 2, 3, 4].map(() => saving.save([part()])));
    expect(calls).toEqual([4, 4, 4]);
    void saving.save([part()]);
    await new Promise(setImmediate);
    expect(saving.pendingParts, 'others may come').toBe(1);
  });

  it('does not store one by one what comes for each that is settled', async () => {
    const calls: number[] = [];
    const gates: PromiseWithResolvers<void>[] = [];
    const store = async (parts: readonly BatchPart[]) => {
      calls.push(parts.length);
      const gate = Promise.withResolvers<void>();
      gates.push(gate);
      await gate.promise;
      return stored(parts);
    };
    const saving = saver({ capacity: 4, flushMs: 1_000_000, store });
    const saves = [1, 2, 3, 4].map(() => saving.save([part()]));
    await vi.waitFor(() => expect(calls).toEqual([4]), SOON);
    void saving.save([part()]);
    await new Promise(setImmediate);
    expect(calls, 'one flush is under way').toEqual([4]);
    gates[0]?.resolve();
    await Promise.all(saves);
  });

  it('resolves nothing before it is stored, and repeats for as long as the store is away', async () => {
    let attempts = 0;
    let settled = false;
    const gate = Promise.withResolvers<void>();
    const saving = saver({
      store: async (parts) => {
        attempts += 1;
        if (attempts < 5) throw new StoreUnavailableError('cannot store', new Error('away'));
        await gate.promise;
        return stored(parts);
      },
    });
    const saved = saving.save([part()]).then(() => {
      settled = true;
    });
    await vi.waitFor(() => expect(attempts).toBe(5), SOON);
    expect(settled).toBe(false);
    gate.resolve();
    await saved;
  });

  it('joins a part that is delivered again while it is being saved', async () => {
    const gate = Promise.withResolvers<void>();
    let seen = 0;
    const repeats: Repeat[] = [];
    const saving = saver({
      onRepeat: (repeat) => repeats.push(repeat),
      store: async (parts) => {
        seen += parts.length;
        await gate.promise;
        return stored(parts);
      },
    });
    const one = part();
    const first = saving.save([one], 'message-id');
    await vi.waitFor(() => expect(seen).toBe(1), SOON);
    const second = saving.save([{ ...one }], 'message-id');
    expect(repeats).toMatchObject([{ part: one, identity: 'message-id', first: 'waiting' }]);
    expect(saving.pendingParts).toBe(1);
    gate.resolve();
    await Promise.all([first, second]);
    expect(seen).toBe(1);
  });

  it('tells of each part that had been stored before, and what said so', async () => {
    const repeats: Repeat[] = [];
    const saving = saver({
      onRepeat: (repeat) => repeats.push(repeat),
      store: async (parts) => parts.map((each, index) => ({ part: each, kind: index === 1 ? 'duplicate' : 'stored' })),
    });
    const [old, other] = [part(3), part(2)];
    await Promise.all([saving.save([other], 'batch-id'), saving.save([old], 'header')]);
    expect(repeats).toEqual([{ part: old, identity: 'header', first: 'stored' }]);
  });

  it('repeats a part that fails by itself, and nothing that comes waits for it', async () => {
    const bad = part();
    const together: number[] = [];
    const told = new Set<unknown>();
    const saving = saver({
      flushRecords: 1,
      onAttempt: (failure) => told.add(failure?.code),
      store: async (parts) => {
        if (parts.includes(bad)) together.push(parts.length);
        const error = new StoreUnavailableError('cannot store', new Error('poisoned'));
        return parts.map((each) =>
          each === bad ? { part: each, kind: 'failed', error } : { part: each, kind: 'stored' },
        );
      },
    });
    void saving.save([bad]).catch(() => {});
    for (let i = 0; i < 20; i++) await saving.save([part()]);
    await vi.waitFor(() => expect(together.length).toBeGreaterThan(3), SOON);
    expect(new Set(together)).toEqual(new Set([1]));
    // A success beside it proves nothing while it is there.
    expect([...told].slice(-1)).toEqual(['store-unavailable']);
    expect(saving.pendingParts).toBe(1);
  });

  it('gives back as refused what can never be stored', async () => {
    const bad = part();
    const saving = saver({
      store: async (parts) =>
        parts.map((each) =>
          each === bad ? { part: each, kind: 'refused', explanation: 'too large' } : { part: each, kind: 'stored' },
        ),
    });
    expect(await saving.save([part(), bad, part()])).toEqual([
      { part: bad, kind: 'refused', explanation: 'too large' },
    ]);
    expect(saving.pendingParts).toBe(0);
  });

  it('gives back what is not stored when the process stops', async () => {
    const stop = new AbortController();
    const saving = saver({
      giveUp: stop.signal,
      store: async () => {
        throw new StoreUnavailableError('cannot store', new Error('away'));
      },
    });
    const refused = expect(saving.save([part()])).rejects.toThrow(GivenUpError);
    stop.abort();
    await refused;
    expect(saving.pendingParts).toBe(0);
  });

  it('never has more than two flushes under way beside one of what failed, and stores every part once whatever fails', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 40 }),
        fc.infiniteStream(fc.boolean()),
        async (sizes, fails) => {
          const storedIds: string[] = [];
          let underWay = 0;
          let most = 0;
          const saving = saver({
            flushMs: 0,
            store: async (parts) => {
              underWay += 1;
              most = Math.max(most, underWay);
              await new Promise(setImmediate);
              underWay -= 1;
              if (fails.next().value) throw new StoreUnavailableError('cannot store', new Error('away'));
              storedIds.push(...parts.map(({ partId }) => partId));
              return stored(parts);
            },
          });
          const parts = sizes.map(part);
          await Promise.all(parts.map((each) => saving.save([each])));
          expect(storedIds.toSorted()).toEqual(parts.map(({ partId }) => partId).toSorted());
          expect(most).toBeLessThanOrEqual(3);
        },
      ),
      { numRuns: 50 },
    );
  });
});
