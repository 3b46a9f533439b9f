import type { KeptLetter } from '@logwarren/contract';
import { SHORT_READ_MS, type Store, StoreUnavailableError } from '../connection/index.ts';
import { toLetter } from './find-letters.ts';
import { lettersOf } from './letter-document.ts';

const BOUNDED = { maxTimeMS: SHORT_READ_MS };

/** A letter on its way back, and the attempt it is sent as. */
export interface RequestedReplay {
  letter: KeptLetter;
  attempt: number;
}

/** Bytes of the letters that are read together. */
const MAX_READ_BYTES = 32 * 1024 * 1024;

/**
 * Letters that somebody asked to be sent again: at most `limit`, and about 32 MiB.
 *
 * @throws StoreUnavailableError
 */
export async function requestedReplays(store: Store, limit: number): Promise<RequestedReplay[]> {
  try {
    const asked = await lettersOf(store)
      .find({ state: 'replaying' }, { ...BOUNDED, projection: { sizeBytes: 1 }, limit })
      .toArray();
    const few = withinBytes(asked);
    const documents = await lettersOf(store)
      .find({ _id: { $in: few.map(({ _id }) => _id) }, state: 'replaying' }, BOUNDED)
      .toArray();
    const letters = documents.map(async (each) => ({ letter: await toLetter(store, each), attempt: each.attempts }));
    return await Promise.all(letters);
  } catch (error) {
    throw new StoreUnavailableError('cannot read the replays asked for', error);
  }
}

/** The first of them whose bytes fit together, at least one. */
function withinBytes<T extends { sizeBytes: number }>(letters: readonly T[]): T[] {
  let bodyBytes = 0;
  const fitting = letters.findIndex((letter) => {
    bodyBytes += letter.sizeBytes;
    return bodyBytes > MAX_READ_BYTES;
  });
  return fitting < 0 ? [...letters] : letters.slice(0, Math.max(1, fitting));
}

/**
 * Says that the broker has taken letters over; those that have failed again meanwhile, or were asked for once more, are
 * left as they are.
 *
 * @throws StoreUnavailableError they will be sent again, which is harmless
 */
export async function markReplayed(store: Store, replays: readonly RequestedReplay[]): Promise<void> {
  try {
    await lettersOf(store).bulkWrite(
      replays.map(({ letter, attempt }) => ({
        updateOne: {
          filter: { _id: letter.id, state: 'replaying', attempts: attempt },
          update: { $set: { state: 'replayed' as const }, $currentDate: { settledAt: true as const } },
        },
      })),
      { ordered: false },
    );
  } catch (error) {
    throw new StoreUnavailableError(`cannot mark ${replays.length} dead letters as replayed`, error);
  }
}
