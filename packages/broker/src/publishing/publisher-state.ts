import { abortable } from '@logwarren/common';
import { PublisherClosedError } from '../connection/index.ts';

/** The gauges of one publisher. */
type StateGauges = Record<'accepting' | 'blocked' | 'inFlight', { set(value: number): void }>;

/**
 * Why a publisher may not publish now, and waiting until it may:
 *
 *     disconnected   no session, or the last one has ended
 *     blocked        an alarm: RabbitMQ does not read from the connection
 *     refused        a nack or a return, and nothing has been confirmed since
 *     closed         for good
 *
 * It is accepting only if none of these holds. It also counts the messages in flight, which closing waits for.
 */
export class PublisherState<Session> {
  readonly #name: string;
  readonly #gauges: StateGauges;
  #session: Session | undefined;
  #isBlocked = false;
  #isRefused = false;
  #isClosed = false;
  #inFlight = 0;
  /** Replaced when it has been settled. */
  #change = Promise.withResolvers<void>();

  /** @param name the publisher's, for errors */
  constructor(name: string, gauges: StateGauges) {
    this.#name = name;
    this.#gauges = gauges;
  }

  get accepting(): boolean {
    return this.usable !== undefined && !this.#isRefused && !this.#isClosed;
  }

  /** The session while there is one, blocked or not. */
  get session(): Session | undefined {
    return this.#session;
  }

  /** The session unless RabbitMQ blocks it. */
  get usable(): Session | undefined {
    return this.#isBlocked ? undefined : this.#session;
  }

  get isBlocked(): boolean {
    return this.#isBlocked;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  connected(session: Session): void {
    this.#session = session;
    this.#changed();
  }

  disconnected(): void {
    this.#session = undefined;
    this.#changed();
  }

  blocked(isBlocked: boolean): void {
    this.#isBlocked = isBlocked;
    this.#gauges.blocked.set(isBlocked ? 1 : 0);
    this.#changed();
  }

  refused(isRefused: boolean): void {
    this.#isRefused = isRefused;
    this.#changed();
  }

  closed(): void {
    this.#isClosed = true;
    this.#changed();
  }

  countInFlight(change: 1 | -1): void {
    this.#inFlight += change;
    this.#gauges.inFlight.set(this.#inFlight);
    if (this.#inFlight === 0) this.#changed();
  }

  /** @throws PublisherClosedError */
  throwIfClosed(): void {
    if (this.#isClosed) throw new PublisherClosedError(this.#name);
  }

  /** @throws the signal's reason, or PublisherClosedError */
  async whenAccepting(signal: AbortSignal): Promise<void> {
    while (!this.accepting) {
      this.throwIfClosed();
      await abortable(this.#change.promise, signal);
    }
  }

  /** Waits until no message is in flight. */
  async whenIdle(): Promise<void> {
    while (this.#inFlight > 0) await this.#change.promise;
  }

  #changed(): void {
    this.#gauges.accepting.set(this.accepting ? 1 : 0);
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }
}
