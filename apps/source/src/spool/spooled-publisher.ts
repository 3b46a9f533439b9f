import { checkMessage, type OutgoingMessage, type Publisher, PublisherClosedError } from '@logwarren/broker';
import { backoffMs, type Logger, messageOf, type Readiness } from '@logwarren/common';
import type { SpoolMetrics } from '../metrics/spool-metrics.ts';
import type { BatchPublisher, Safety } from '../sending/send-batches.ts';
import { Replay } from './replay.ts';
import type { EncodedEntry, Spool } from './spool.ts';
import { encodeEntry, type SpoolEntry } from './spool-entry.ts';

/**
 * Publishes while RabbitMQ takes messages, and writes them to disk while it does not. There is one queue, in the order
 * of the calls:
 *
 *     waiting ── RabbitMQ takes messages, spool empty ──> sent ── confirmed
 *        ▲  └─── otherwise ──> on disk (synced) ──> replayed ──┘
 *        └────── RabbitMQ went away, or does not confirm ──────── sent
 *
 * So new messages queue up behind those on disk. When the replay is nearly done, new messages are held back for a
 * moment; under steady load the spool would otherwise never become empty. If neither is possible (spool full, disk
 * broken), a message waits.
 */

/** A message without a confirm for this long goes to disk, even if RabbitMQ seems to be there. */
const PATIENCE_MS = 5_000;
const TICK_MS = 100;
/** Most bytes of one write. */
const MAX_GROUP_BYTES = 4 * 1024 * 1024;
/** If the spool has less room than this, new messages are not accepted. */
const ADMIT_BYTES = 1024 * 1024;
const ADMIT_SHARE = 1 / 8;
/** If no more than this is left to replay, new messages are held back, for HOLD_MS out of each HOLD_CYCLE_MS. */
const NEARLY_EMPTY_BYTES = 1024 * 1024;
const HOLD_MS = 1_000;
const HOLD_CYCLE_MS = 5_000;
/** Name in `/readyz`. */
const DEPENDENCY = 'spool';

interface SpooledPublisherOptions {
  spool: Spool;
  maxBytes: number;
  publisher: Publisher;
  /** Name of the publisher's dependency in `/readyz`. */
  publisherDependency: string;
  log: Logger;
  metrics: SpoolMetrics;
  readiness: Readiness;
  /** How long a confirm may take before the message goes to disk; at most 5 s. */
  patienceMs: number;
  /** Called once when a message in the spool can never be published. */
  onFailure: (error: unknown) => void;
  /** How long closing waits for confirms of the replay, ms; see ReplayOptions. */
  drainMs?: number;
}

interface Item {
  readonly entry: SpoolEntry;
  readonly safe: PromiseWithResolvers<Safety>;
  bytes: Buffer | undefined;
  sentAtMs: number;
}

/** Disposing ends the replay and closes the spool, not the publisher. */
export class SpooledPublisher implements BatchPublisher, AsyncDisposable {
  readonly #options: SpooledPublisherOptions;
  readonly #replay: Replay;
  readonly #timer: NodeJS.Timeout;
  readonly #admitBytes: number;
  #waiting: Item[] = [];
  readonly #sent = new Set<Item>();
  /** Aborting it takes back messages that were sent. */
  #recall = new AbortController();
  #isWriting = false;
  /** True if messages were not confirmed in time, and none has been confirmed since. */
  #isStalled = false;
  #isFull = false;
  #failures = 0;
  #retryAtMs = 0;
  #nearlyEmptySinceMs: number | undefined;

  constructor(options: SpooledPublisherOptions) {
    const { maxBytes, publisherDependency, readiness } = options;
    this.#options = options;
    this.#admitBytes = Math.min(ADMIT_BYTES, maxBytes * ADMIT_SHARE);
    this.#replay = new Replay({
      ...options,
      onProgress: (step) => {
        if (step === 'confirmed') this.#isStalled = false;
        else this.#pump();
      },
    });
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    readiness.standIn(publisherDependency, DEPENDENCY);
    this.#tick();
  }

  get accepting(): boolean {
    return this.#isDirect || this.#hasRoom;
  }

  async publish(message: OutgoingMessage, signal?: AbortSignal): Promise<Safety> {
    signal?.throwIfAborted();
    checkMessage(message);
    const entry = { message, records: Number(message.headers?.count ?? 1), sinceMs: Date.now() };
    const item: Item = { entry, safe: Promise.withResolvers(), bytes: undefined, sentAtMs: 0 };
    const giveUp = () => this.#abandon(item, signal?.reason);
    signal?.addEventListener('abort', giveUp, { once: true });
    this.#waiting.push(item);
    this.#pump();
    try {
      return await item.safe.promise;
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { log, spool } = this.#options;
    clearInterval(this.#timer);
    for (const item of [...this.#waiting, ...this.#sent]) this.#abandon(item, new PublisherClosedError(DEPENDENCY));
    await this.#replay[Symbol.asyncDispose]();
    const { bytes, records } = spool.state;
    if (bytes > 0) log.warn({ records, bytes }, 'Records stay in the spool; the next start sends them.');
    await spool[Symbol.asyncDispose]();
  }

  /** True if no messages on disk must go first. */
  get #isDirect(): boolean {
    const { publisher, spool } = this.#options;
    if (this.#isStalled || this.#isWriting || this.#replay.isBusy) return false;
    return publisher.accepting && spool.waitingBytes === 0;
  }

  get #hasRoom(): boolean {
    const { roomBytes } = this.#options.spool;
    if (roomBytes < this.#admitBytes) this.#isFull = true;
    else if (roomBytes >= 2 * this.#admitBytes) this.#isFull = false;
    return !this.#isFull && this.#failures === 0;
  }

  #tick(): void {
    const [oldest] = this.#sent;
    const { patienceMs, readiness } = this.#options;
    if (oldest !== undefined && performance.now() - oldest.sentAtMs > Math.min(PATIENCE_MS, patienceMs))
      this.#isStalled = this.#hasRoom;
    this.#pump();
    const why = this.#failures > 0 ? 'the disk refuses writes' : 'it is full';
    readiness.report(DEPENDENCY, this.accepting, this.accepting ? 'records are taken' : why);
  }

  #takeBack(): void {
    this.#waiting = [...this.#sent, ...this.#waiting];
    this.#sent.clear();
    this.#recall.abort(new Error('taken back'));
    this.#recall = new AbortController();
  }

  #pump(): void {
    if (this.#isDirect) for (const item of this.#waiting.splice(0)) this.#send(item);
    else if (!this.#isWriting && !this.#holdsBack() && performance.now() >= this.#retryAtMs) {
      // Sent messages are older than waiting ones. Without room they stay where they are, and nothing overtakes them.
      if (this.#sent.size > 0 && this.#isFull) return;
      if (this.#sent.size > 0) this.#takeBack();
      void this.#write();
    }
  }

  #send(item: Item): void {
    item.sentAtMs = performance.now();
    this.#sent.add(item);
    this.#options.publisher.publish(item.entry.message, this.#recall.signal).then(
      () => {
        this.#sent.delete(item);
        item.safe.resolve('confirmed');
      },
      // A message that was taken back is no longer among the sent ones.
      (error) => this.#sent.delete(item) && item.safe.reject(error),
    );
  }

  async #write(): Promise<void> {
    const group = this.#nextGroup();
    if (group.length === 0) return;
    const { log, metrics, spool } = this.#options;
    this.#isWriting = true;
    try {
      await spool.append(group);
      const written = new Set(group.map(({ item }) => item));
      this.#waiting = this.#waiting.filter((item) => !written.has(item));
      for (const { item } of group) item.safe.resolve('spooled');
      if (this.#failures > 0) log.info('The spool can be written again.');
      this.#failures = 0;
    } catch (error) {
      metrics.failures.inc();
      if (this.#failures === 0) log.error({ reason: messageOf(error) }, 'Cannot write to the spool; trying again.');
      this.#failures += 1;
      this.#isStalled = false;
      this.#retryAtMs = performance.now() + backoffMs(this.#failures);
    } finally {
      this.#isWriting = false;
    }
    this.#replay.wake();
    this.#pump();
  }

  /** The first waiting messages, as many as one write may hold. */
  #nextGroup(): (EncodedEntry & { item: Item })[] {
    const { roomBytes } = this.#options.spool;
    const group: (EncodedEntry & { item: Item })[] = [];
    let groupBytes = 0;
    for (const item of this.#waiting) {
      item.bytes ??= encodeEntry(item.entry);
      groupBytes += item.bytes.length;
      // A message longer than a group is written alone.
      if (groupBytes > roomBytes || (group.length > 0 && groupBytes > MAX_GROUP_BYTES)) break;
      group.push({ item, entry: item.entry, bytes: item.bytes });
    }
    return group;
  }

  #holdsBack(): boolean {
    const { publisher, spool } = this.#options;
    const isNearlyEmpty = publisher.accepting && !this.#isStalled && spool.waitingBytes <= NEARLY_EMPTY_BYTES;
    if (!isNearlyEmpty) this.#nearlyEmptySinceMs = undefined;
    else this.#nearlyEmptySinceMs ??= performance.now();
    if (this.#nearlyEmptySinceMs === undefined) return false;
    return (performance.now() - this.#nearlyEmptySinceMs) % HOLD_CYCLE_MS < HOLD_MS;
  }

  #abandon(item: Item, reason: unknown): void {
    this.#waiting = this.#waiting.filter((other) => other !== item);
    this.#sent.delete(item);
    item.safe.reject(reason);
  }
}
