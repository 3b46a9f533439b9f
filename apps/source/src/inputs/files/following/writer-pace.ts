/** How often a file grows, as far as its length at each look shows. */

/** Looks that count: those of the last second, or if looks are rare, the last ten of the last minute. */
const WINDOW_MS = 1_000;
const WINDOW_LOOKS = 10;
const RARE_WINDOW_MS = 60_000;

/** A file that has not grown in so many looks, over so long, was written to in a burst that is over. */
const QUIET_LOOKS = 5;
const QUIET_MS = 300;

/** Pace of a writer at the last look. */
export interface Pace {
  /** Looks that have seen the file grow. When there are many, it has probably grown since the last one, too. */
  grownLooks: number;
  bytesPerMs: number;
}

/** Notes the results of looks at one file. */
export class WriterPace {
  readonly #looks: { atMs: number; grownBytes: number }[] = [];
  readonly #nowMs: () => number;

  /** @param nowMs monotonic */
  constructor(nowMs = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** Notes a look, even one without growth. Otherwise a quiet file would seem to grow all the time. */
  look(grownBytes: number): void {
    const looks = this.#looks;
    const atMs = this.#nowMs();
    looks.push({ atMs, grownBytes });
    // A look's age counts from the last look: nothing is known about the writer since.
    const isOver = (first: number) => first < atMs - (looks.length > WINDOW_LOOKS ? WINDOW_MS : RARE_WINDOW_MS);
    while (isOver(looks[0]?.atMs ?? atMs)) looks.shift();
  }

  /** Starts again for the next life of the file. */
  startOver(): void {
    this.#looks.length = 0;
  }

  /** No pace for a file that was quiet at the last looks. */
  get pace(): Pace {
    const looks = this.#looks;
    if (this.#isQuiet) return { grownLooks: 0, bytesPerMs: 0 };
    const grownBytes = looks.reduce((sum, look) => sum + look.grownBytes, 0);
    const passedMs = (looks.at(-1)?.atMs ?? 0) - (looks[0]?.atMs ?? 0);
    const grownLooks = looks.filter((look) => look.grownBytes > 0).length;
    return { grownLooks, bytesPerMs: passedMs > 0 ? grownBytes / passedMs : 0 };
  }

  get #isQuiet(): boolean {
    const looks = this.#looks;
    const last = looks.findLastIndex((look) => look.grownBytes > 0);
    const quietMs = (looks.at(-1)?.atMs ?? 0) - (looks[last]?.atMs ?? Number.NEGATIVE_INFINITY);
    return looks.length - 1 - last >= QUIET_LOOKS && quietMs > QUIET_MS;
  }
}
