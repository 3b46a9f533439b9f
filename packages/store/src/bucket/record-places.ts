import { decodeSteps, encodeSteps, type RecordOrder, stemOf } from '@logwarren/contract';

/**
 * Positions of a bucket's records. Their positions in the batch give their ids; their positions in the origin give
 * their order (docs/decisions/0017-order-of-origin.md).
 *
 *     places: [{ batch: "019aa5c2-7f31-7b1e-9c44-5d0f3a2b", first: 0, count: 500, at: 1200, steps: "CAEC" }, …],
 *     origins: ["019aa5c2-7f30-7002-8d11-0f6a5b7c"]
 *
 * A run without `at` is its own origin: it came from a source of format 0 or from another publisher.
 */
export interface StoredPlaces {
  places: PlaceRun[];
  /** Origins of those runs that have one. */
  origins?: string[];
}

/** Records that follow one another in the bucket and in their batch. */
interface PlaceRun {
  /** The ids of the batch's records without their last four digits. */
  batch: string;
  /** Position of the first record in its batch. */
  first: number;
  count: number;
  /** Ordinal of the first record in its origin. */
  at?: number;
  /** How the ordinals continue, see `encodeSteps`; absent if each is one more than the last. */
  steps?: string;
  /** Index in `origins`; absent for the first. */
  origin?: number;
}

/** The place of a record: its id derives from it, and its order among the records of one moment. */
export interface RecordPlace {
  batch: string;
  index: number;
  /** If nothing else is known, the batch itself, with the index as ordinal. */
  origin: string;
  ordinal: number;
}

/** Negative when `a` comes first among the records of one moment. */
export function comparePlaces(a: RecordPlace, b: RecordPlace): number {
  if (a.origin !== b.origin) return a.origin < b.origin ? -1 : 1;
  if (a.ordinal !== b.ordinal) return a.ordinal - b.ordinal;
  if (a.batch !== b.batch) return a.batch < b.batch ? -1 : 1;
  return a.index - b.index;
}

interface OpenRun {
  batch: string;
  first: number;
  origin: string;
  ordinals: number[];
}

/** Gathers the places of records, in the order of the records. */
export class PlaceList {
  readonly #runs: OpenRun[] = [];

  /**
   * @param id of the batch or of any of its records
   * @param indexes positions of the records in the batch
   * @param order where each of them stood
   */
  addAll(id: string, indexes: readonly number[], order?: RecordOrder): void {
    const batch = stemOf(id);
    const origin = order?.origin ?? batch;
    for (let i = 0; i < indexes.length; i++) {
      const index = indexes[i] as number;
      this.#add(batch, index, origin, order?.ordinals[i] ?? index);
    }
  }

  add({ batch, index, ordinal, origin }: RecordPlace): void {
    this.#add(batch, index, origin, ordinal);
  }

  /** The places of everything added. */
  build(): StoredPlaces {
    const origins = new Map<string, number>();
    const places = this.#runs.map(({ batch, first, ordinals, origin }): PlaceRun => {
      const run = { batch, first, count: ordinals.length };
      const steps = encodeSteps(ordinals);
      const [at = first] = ordinals;
      if (origin === batch && at === first && steps === '') return run;
      const place = origins.get(origin) ?? origins.size;
      origins.set(origin, place);
      return { ...run, at, ...(steps === '' ? {} : { steps }), ...(place === 0 ? {} : { origin: place }) };
    });
    return { places, ...(origins.size === 0 ? {} : { origins: [...origins.keys()] }) };
  }

  #add(batch: string, index: number, origin: string, ordinal: number): void {
    const run = this.#runs.at(-1);
    const last = run?.ordinals.at(-1) ?? -1;
    const follows = run !== undefined && run.first + run.ordinals.length === index && last < ordinal;
    if (follows && run.batch === batch && run.origin === origin) run.ordinals.push(ordinal);
    else this.#runs.push({ batch, first: index, origin, ordinals: [ordinal] });
  }
}

/** The place of each record of a bucket, in its order. */
export function* eachPlace({ origins = [], places }: StoredPlaces): Generator<RecordPlace> {
  for (const { at, batch, count, first, origin = 0, steps = '' } of places) {
    const ordinals = at === undefined ? undefined : decodeSteps(at, steps, count);
    const from = ordinals && origins[origin];
    for (let i = 0; i < count; i++) {
      const index = first + i;
      yield from === undefined
        ? { batch, index, origin: batch, ordinal: index }
        : { batch, index, origin: from, ordinal: (ordinals as number[])[i] as number };
    }
  }
}
