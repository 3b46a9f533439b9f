import { type Backoff, backoffMs, type Logger } from '@logwarren/common';

const REFUSAL_BACKOFF: Readonly<Backoff> = { initialMs: 100, maxMs: 5_000 };

/**
 * The wait after the broker has refused a message, longer each time until it takes one.
 *
 *     taking ── refused ──► pausing ── time is over ──► trying ── refused ──► pausing, longer
 *        ▲                                                │
 *        └────────────────── taken ───────────────────────┘
 */
export class RefusalPause {
  readonly #log: Pick<Logger, 'info' | 'warn'>;
  readonly #onEnd: () => void;
  #count = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param onEnd called after each pause that was not stopped */
  constructor(log: Pick<Logger, 'info' | 'warn'>, onEnd: () => void) {
    this.#log = log;
    this.#onEnd = onEnd;
  }

  /** Pauses since the broker last took a message; 0 means that nothing is refused. */
  get count(): number {
    return this.#count;
  }

  get isRunning(): boolean {
    return this.#timer !== undefined;
  }

  /**
   * The broker has refused a message.
   *
   * @returns false when there is a pause already: the message was on its way with others
   */
  start(reason: string): boolean {
    if (this.isRunning) return false;
    if (this.#count === 0) this.#log.warn({ reason }, 'The broker refuses messages; they are sent again.');
    this.#count += 1;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#onEnd();
      },
      backoffMs(this.#count, REFUSAL_BACKOFF),
    );
    return true;
  }

  /**
   * The broker takes messages again.
   *
   * @returns false when it has taken them before
   */
  reset(): boolean {
    if (this.#count === 0) return false;
    this.#log.info('The broker takes messages again.');
    this.#count = 0;
    return true;
  }

  /** Ends a pause without a call of `onEnd`. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
