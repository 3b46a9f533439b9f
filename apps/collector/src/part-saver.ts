import type { IdentityKind } from '@logwarren/broker';
import { type Backoff, backoffMs, delay, type Logger, messageOf } from '@logwarren/common';
import { type BatchPart, type SavedPart, StoreUnavailableError } from '@logwarren/store';

/**
 * Gathers the parts of many messages and stores them together: a write costs by the call, not by the record.
 *
 *     save(parts) ─> gathering ── enough records, or the oldest waited long enough ──> storing (at most 2 at once)
 *     storing ── stored ──> every save() whose parts are stored resolves
 *             ── store unavailable ──> the same parts again after a wait, for as long as it takes
 *
 * A part that is being saved already is joined, not added: while MongoDB is away for long the broker takes messages back
 * and delivers them again, and memory must not grow with each round.
 */

/** What a flush did, for metrics. */
export interface FlushReport {
  records: number;
  duplicates: number;
  parts: number;
  durationMs: number;
}

/** A part that was taken for one that came before. */
export interface Repeat {
  part: BatchPart;
  /** What says so; undefined when it met an attempt of its own whose answer got lost. */
  identity: IdentityKind | undefined;
  /** The other one is stored, or waits to be stored here. */
  first: 'stored' | 'waiting';
}

export interface PartSaverOptions {
  /** Stores parts, or throws StoreUnavailableError when nothing is known. */
  store: (parts: readonly BatchPart[]) => Promise<SavedPart[]>;
  flushRecords: number;
  flushMs: number;
  /** Flushes at the same time: one in MongoDB while the next is prepared. */
  maxFlushes?: number;
  backoff?: Backoff;
  log: Logger;
  onFlush: (report: FlushReport) => void;
  /** Told of each part that is not stored again. */
  onRepeat?: (repeat: Repeat) => void;
  /** Told of each failed attempt. */
  onFailure: (error: unknown) => void;
  /** Ends the retries: what is not stored by then is given back to the broker. */
  giveUp: AbortSignal;
}

/** Not stored, and nobody tries any more: the process is stopping while MongoDB is away. */
export class GivenUpError extends Error {}

interface Pending {
  part: BatchPart;
  identity: IdentityKind | undefined;
  settled: PromiseWithResolvers<void>;
}

export class PartSaver {
  readonly #options: Required<Omit<PartSaverOptions, 'backoff'>> & { backoff: Backoff | undefined };
  readonly #byPartId = new Map<string, Pending>();
  #gathering: Pending[] = [];
  #gatheredRecords = 0;
  #flushing = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: PartSaverOptions) {
    this.#options = { maxFlushes: 2, onRepeat: () => {}, ...options, backoff: options.backoff };
  }

  /** Parts that are not stored yet. */
  get pendingParts(): number {
    return this.#byPartId.size;
  }

  /**
   * Resolves when all of the parts are stored.
   *
   * @param identity what says that parts with the same ids are the same
   * @throws GivenUpError when the process stops first
   */
  async save(parts: readonly BatchPart[], identity?: IdentityKind): Promise<void> {
    const waits = parts.map((part) => this.#add(part, identity));
    this.#flushIfDue();
    await Promise.all(waits);
  }

  #add(part: BatchPart, identity: IdentityKind | undefined): Promise<void> {
    const known = this.#byPartId.get(part.partId);
    if (known !== undefined) {
      this.#options.onRepeat({ part, identity, first: 'waiting' });
      return known.settled.promise;
    }
    const pending: Pending = { part, identity, settled: Promise.withResolvers<void>() };
    this.#byPartId.set(part.partId, pending);
    this.#gathering.push(pending);
    this.#gatheredRecords += part.records.count;
    return pending.settled.promise;
  }

  #flushIfDue(): void {
    while (this.#gatheredRecords >= this.#options.flushRecords && this.#flushing < this.#options.maxFlushes) {
      this.#startFlush();
    }
    if (this.#gathering.length > 0) this.#timer ??= setTimeout(() => this.#onTimer(), this.#options.flushMs);
  }

  #onTimer(): void {
    this.#timer = undefined;
    // With all flushes busy, the end of one takes what has gathered by then.
    if (this.#gathering.length > 0 && this.#flushing < this.#options.maxFlushes) this.#startFlush();
  }

  #startFlush(): void {
    const taken: Pending[] = [];
    let records = 0;
    for (const pending of this.#gathering) {
      if (taken.length > 0 && records + pending.part.records.count > this.#options.flushRecords) break;
      taken.push(pending);
      records += pending.part.records.count;
    }
    this.#gathering = this.#gathering.slice(taken.length);
    this.#gatheredRecords -= records;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushing += 1;
    void this.#flush(taken, records).finally(() => {
      this.#flushing -= 1;
      this.#flushIfDue();
    });
  }

  async #flush(taken: Pending[], records: number): Promise<void> {
    const startedAt = performance.now();
    try {
      const saved = await this.#storeUntilDone(taken.map(({ part }) => part));
      let duplicates = 0;
      for (const [index, { part, identity, settled }] of taken.entries()) {
        this.#byPartId.delete(part.partId);
        settled.resolve();
        if (!saved[index]?.duplicate) continue;
        duplicates += part.records.count;
        this.#options.onRepeat({ part, identity, first: 'stored' });
      }
      this.#options.onFlush({ records, duplicates, parts: taken.length, durationMs: performance.now() - startedAt });
    } catch (error) {
      for (const { part, settled } of taken) {
        this.#byPartId.delete(part.partId);
        settled.reject(error);
      }
    }
  }

  async #storeUntilDone(parts: readonly BatchPart[]): Promise<SavedPart[]> {
    const { giveUp, store, onFailure, backoff, log } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        return await store(parts);
      } catch (error) {
        // Anything else is a bug or data that MongoDB refuses; repeating is still the only way that loses nothing.
        if (error instanceof StoreUnavailableError) log.debug({ attempt, parts: parts.length }, messageOf(error));
        else log.error({ err: error, attempt, parts: parts.length }, 'Storing failed unexpectedly.');
        onFailure(error);
      }
      try {
        await delay(backoffMs(attempt, backoff), giveUp);
      } catch {
        throw new GivenUpError(`stopping: ${parts.length} batch parts are given back`);
      }
    }
  }
}
