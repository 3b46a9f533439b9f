import type { IdentityKind } from '@logwarren/contract';
import type { BatchPart, PartOutcome, StoreUnavailableError } from '@logwarren/store';
import { type FlushReport, reportOf } from './flush-report.ts';
import { failureOf, GivenUpError, type Repeatable, RetryLoop, type RetrySettings } from './retry-loop.ts';

/**
 * Gathers the parts of many messages and stores them together: a write costs by the call, not by the record.
 *
 *     save(parts) ─> gathering ── enough records, no more can come, or waited long enough ──> storing (at most 2 at once)
 *     storing ── stored, or refused for good ──> every save() whose parts are all settled resolves
 *             ── failed ──> waits, then again with others that failed, for as long as it takes
 *
 * Failed parts are stored apart from new ones, one flush at a time: a part that fails again and again holds up nothing
 * but itself. A part that is already being saved is joined, not added: during a long outage of MongoDB the broker takes
 * messages back and delivers them again, and memory must not grow with each round.
 */

/** A part that counts as a repetition of an earlier one. */
export interface Repeat {
  part: BatchPart;
  /** The evidence; undefined when the part may have met its own earlier attempt, whose answer got lost. */
  identity: IdentityKind | undefined;
  /** State of the other one: it is stored, or waits here to be stored. */
  first: 'stored' | 'waiting';
}

/** How a saver stores, when it flushes and whom it notifies. */
export interface PartSaverOptions extends RetrySettings {
  /** Stores parts; returns one outcome for each. An error counts as a failure of all of them. */
  store: (parts: readonly BatchPart[]) => Promise<PartOutcome[]>;
  flushRecords: number;
  flushMs: number;
  /** Most messages that `save` holds at the same time: no more arrive before one of them is settled. */
  capacity?: number;
  /** Flushes of new parts at the same time: one in MongoDB while the next is prepared. */
  maxFlushes?: number;
  onFlush: (report: FlushReport) => void;
  /** Called for each part that is not stored again. */
  onRepeat?: (repeat: Repeat) => void;
  /** Called after a flush with the reason why parts failed, or with undefined when no failed part is left. */
  onAttempt: (failure: StoreUnavailableError | undefined) => void;
}

/** A part that can never be stored. */
export type RefusedPart = Extract<PartOutcome, { kind: 'refused' }>;

interface Pending extends Repeatable {
  part: BatchPart;
  identity: IdentityKind | undefined;
  settled: PromiseWithResolvers<RefusedPart | undefined>;
}

/** Gathers parts of messages and stores them until each is settled. */
export class PartSaver {
  readonly #options: PartSaverOptions & Required<Pick<PartSaverOptions, 'capacity' | 'maxFlushes' | 'onRepeat'>>;
  readonly #retries: RetryLoop<Pending>;
  readonly #byPartId = new Map<string, Pending>();
  #gathering: Pending[] = [];
  #gatheredRecords = 0;
  #flushing = 0;
  /** Number of `save` calls in progress. */
  #saves = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Failed parts that are not settled yet. */
  #troubled = 0;

  constructor(options: PartSaverOptions) {
    this.#options = { capacity: Infinity, maxFlushes: 2, onRepeat: () => {}, ...options };
    this.#retries = new RetryLoop({
      backoff: options.backoff,
      giveUp: options.giveUp,
      attempt: (taken) => this.#flush(taken),
      countNext: (due) => this.#countNext(due),
      maxAttempts: 1,
      giveBack: (failed) => this.#giveBack(failed),
    });
  }

  /** Number of parts that are not settled yet. */
  get pendingParts(): number {
    return this.#byPartId.size;
  }

  /**
   * Resolves when each part is stored, or known to be impossible to store.
   *
   * @param identity the evidence that parts with the same ids are the same
   * @returns those that can never be stored
   * @throws GivenUpError when the process stops first
   */
  async save(parts: readonly BatchPart[], identity?: IdentityKind): Promise<RefusedPart[]> {
    const waits = parts.map((part) => this.#add(part, identity));
    this.#saves += 1;
    try {
      this.#flushIfDue();
      return (await Promise.all(waits)).filter((refused) => refused !== undefined);
    } finally {
      this.#saves -= 1;
    }
  }

  #add(part: BatchPart, identity: IdentityKind | undefined): Promise<RefusedPart | undefined> {
    const known = this.#byPartId.get(part.partId);
    if (known !== undefined) {
      this.#options.onRepeat({ part, identity, first: 'waiting' });
      return known.settled.promise;
    }
    const pending: Pending = { part, identity, settled: Promise.withResolvers(), attempts: 0 };
    // Several saves may share it, and another part may have ended any of them.
    pending.settled.promise.catch(() => {});
    this.#byPartId.set(part.partId, pending);
    this.#gathering.push(pending);
    this.#gatheredRecords += part.records.count;
    return pending.settled.promise;
  }

  #flushIfDue(): void {
    while (this.#gatheredRecords >= this.#options.flushRecords && this.#flushing < this.#options.maxFlushes) {
      this.#startFlush();
    }
    // Streams of few records each fill the prefetch long before a flush; a longer wait would only delay them.
    const isFull = this.#saves >= this.#options.capacity && this.#flushing === 0;
    if (isFull && this.#gathering.length > 0) this.#startFlush();
    if (this.#gathering.length > 0) this.#timer ??= setTimeout(() => this.#onTimer(), this.#options.flushMs);
  }

  #onTimer(): void {
    this.#timer = undefined;
    // With all flushes busy, the next one to end takes the parts gathered by then.
    if (this.#gathering.length > 0 && this.#flushing < this.#options.maxFlushes) this.#startFlush();
  }

  #startFlush(): void {
    const count = this.#countNext(this.#gathering);
    const taken = this.#gathering.slice(0, count);
    this.#gathering = this.#gathering.slice(count);
    this.#gatheredRecords -= recordsIn(taken);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushing += 1;
    void this.#flush(taken).then((failed) => {
      void this.#retries.repeatLater(failed);
      this.#flushing -= 1;
      this.#flushIfDue();
    });
  }

  /** How many parts one flush takes, at least one. */
  #countNext(waiting: readonly Pending[]): number {
    let records = 0;
    const end = waiting.findIndex(({ part }, index) => {
      records += part.records.count;
      return index > 0 && records > this.#options.flushRecords;
    });
    return end < 0 ? waiting.length : end;
  }

  /** Stores parts and settles all that did not fail. @returns the failed ones; never rejects */
  async #flush(taken: readonly Pending[]): Promise<Pending[]> {
    const startedAt = performance.now();
    const outcomes = await this.#store(taken.map(({ part }) => part));
    const settled: PartOutcome[] = [];
    const failed: Pending[] = [];
    taken.forEach((pending, index) => {
      const outcome = outcomes[index] as PartOutcome;
      if (outcome.kind === 'failed') failed.push(pending);
      else {
        if (pending.attempts > 0) this.#troubled -= 1;
        settled.push(outcome);
        this.#settle(pending, outcome);
      }
    });
    for (const { attempts } of failed) if (attempts === 0) this.#troubled += 1;
    const failure = outcomes.find((outcome) => outcome.kind === 'failed')?.error;
    if (failure !== undefined || this.#troubled === 0) this.#options.onAttempt(failure);
    if (settled.length > 0) this.#options.onFlush(reportOf(settled, performance.now() - startedAt));
    return failed;
  }

  #settle({ part, identity, attempts, settled }: Pending, outcome: PartOutcome): void {
    this.#byPartId.delete(part.partId);
    settled.resolve(outcome.kind === 'refused' ? outcome : undefined);
    if (outcome.kind !== 'duplicate') return;
    this.#options.onRepeat({ part, identity: attempts > 0 ? undefined : identity, first: 'stored' });
  }

  async #store(parts: readonly BatchPart[]): Promise<PartOutcome[]> {
    try {
      return await this.#options.store(parts);
    } catch (cause) {
      const error = failureOf(cause, this.#options, { parts: parts.length });
      return parts.map((part) => ({ part, kind: 'failed', error }));
    }
  }

  #giveBack(failed: readonly Pending[]): void {
    const error = new GivenUpError(`stopping: ${failed.length} batch parts are given back`);
    for (const { part, settled } of failed) {
      this.#byPartId.delete(part.partId);
      settled.reject(error);
    }
  }
}

function recordsIn(pending: readonly Pending[]): number {
  return pending.reduce((sum, { part }) => sum + part.records.count, 0);
}
