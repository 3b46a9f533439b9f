import { setImmediate } from 'node:timers/promises';

/** Work that takes longer lets the rest of the process go on: other requests, confirms, `/healthz`. */
const TURN_MS = 10;

/** Divides long work into turns. */
export class Turns {
  readonly #clock: () => number;
  #startedAt: number;

  /** @param clock monotonic, ms; an argument so that tests decide how time passes */
  constructor(clock = () => performance.now()) {
    this.#clock = clock;
    this.#startedAt = clock();
  }

  /** True when the turn has taken its time. */
  get isOver(): boolean {
    return this.#clock() - this.#startedAt > TURN_MS;
  }

  /** Lets all waiting work run, then begins the next turn. */
  async next(): Promise<void> {
    await setImmediate();
    this.#startedAt = this.#clock();
  }
}

/** Limits at which work in turns ends early. */
export interface Pace {
  /** Aborted when nobody waits for the result any more. */
  signal?: AbortSignal | undefined;
  isTimeUp?: (() => boolean) | undefined;
  /** The clock of `Turns`. */
  clock?: (() => number) | undefined;
}

/**
 * Does work that is cut into short steps, in turns.
 *
 * @returns the result of the work; undefined when the time was up first
 * @throws the signal's reason when it is aborted
 */
export async function inTurns<T>(
  steps: Iterator<unknown, T>,
  { signal, isTimeUp, clock }: Pace,
): Promise<T | undefined> {
  const turns = new Turns(clock);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    if (!turns.isOver) continue;
    await turns.next();
    signal?.throwIfAborted();
    if (isTimeUp?.()) return undefined;
  }
}
