import { type Backoff, backoffMs } from '@logwarren/common';

const REFUSAL_BACKOFF: Readonly<Backoff> = { initialMs: 100, maxMs: 5_000 };

/** The wait after the broker has refused a message, longer each time until it takes one. */
export class RefusalPause {
  readonly #onEnd: () => void;
  #count = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param onEnd called after each pause that was not stopped */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  /** Pauses since the broker last took a message; 0 means that nothing is refused. */
  get count(): number {
    return this.#count;
  }

  get isRunning(): boolean {
    return this.#timer !== undefined;
  }

  start(): void {
    this.#count += 1;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#onEnd();
      },
      backoffMs(this.#count, REFUSAL_BACKOFF),
    );
  }

  /** The broker takes messages again. */
  reset(): void {
    this.#count = 0;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
