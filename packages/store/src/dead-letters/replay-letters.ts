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
 * Letters that somebody asked to have sent again: at most `limit`, and about 32 MiB.
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
    throw new StoreUnavailableError('cannot read the requested replays', error);
  }
}

/** As many of the first letters as fit MAX_READ_BYTES together; at least one. */
function withinBytes<T extends { sizeBytes: number }>(letters: readonly T[]): T[] {
  let bodyBytes = 0;
  const fitting = letters.findIndex((letter) => {
    bodyBytes += letter.sizeBytes;
    return bodyBytes > MAX_READ_BYTES;
  });
  return fitting < 0 ? [...letters] : letters.slice(0, Math.max(1, fitting));
}

/**
 * Notes that the broker has taken letters over. It leaves a letter as it is if the letter has failed again meanwhile,
 * or if somebody has asked for another replay.
 *
 * @throws StoreUnavailableError the letters will be sent again, which is harmless
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
