import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultsOf, type Happened } from './account.ts';
import { createRandom, type Random } from './random.ts';
import { Received, type RunningSource, startSource } from './source-in-process.ts';
import { DESTROYING, KEEPING, lineOf, type Rotation, WrittenLog } from './written-log.ts';

/** How long a line may take from the log to the broker, with nothing arriving meanwhile. */
const PATIENCE_MS = 60_000;

/** Steps of a sequence, and faults in its outcome. */
export interface Sequence {
  seed: number;
  steps: string[];
  faults: string[];
  log: Received['log'];
}

/** Writes, rotates, starts and ends sources in an order that a seed gives, and holds the result against what was written. */
export async function runSequence(seed: number, kinds?: readonly Rotation[]): Promise<Sequence> {
  const dir = mkdtempSync(join(tmpdir(), 'logwarren-random-'));
  const run = new RandomRun(dir, createRandom(seed), kinds);
  try {
    await run.all();
    const { happened, received, steps } = run;
    return { seed, steps, faults: faultsOf(happened, received), log: received.log };
  } finally {
    await run.end();
    rmSync(dir, { recursive: true });
  }
}

class RandomRun {
  readonly steps: string[] = [];
  readonly received = new Received();
  readonly happened: Happened;
  readonly #dir: string;
  readonly #random: Random;
  readonly #log: WrittenLog;
  readonly #patterns: string[];
  /** Kinds of this sequence: two or three of them show more than all at once. */
  readonly #kinds: readonly Rotation[];
  readonly #destroys: boolean;
  #source: RunningSource | undefined;
  /** Lines that were in the log when a source was stopped, which takes a last look. */
  readonly #atStop = new Set<number>();

  constructor(dir: string, random: Random, kinds?: readonly Rotation[]) {
    this.#dir = dir;
    this.#random = random;
    this.#log = new WrittenLog(join(dir, 'logs', 'shop.log'), random.chance(0.4));
    this.happened = { log: this.#log, destroyed: [], kills: 0 };
    this.#patterns = [random.chance(0.7) ? this.#log.path : `${this.#log.path}*`];
    this.#kinds = kinds ?? Array.from({ length: random.integer(1, 3) }, () => random.oneOf(KEEPING));
    // Nothing shows that a folder was renamed when the file that was followed in it is gone.
    this.#destroys = random.chance(0.35) && !this.#kinds.includes('folder');
    this.steps.push(`follow ${this.#patterns}`);
  }

  async all(): Promise<void> {
    this.#write();
    await this.#start();
    const count = this.#random.integer(4, 14);
    for (let i = 0; i < count; i++) await this.#step();
    if (this.#source === undefined) await this.#start();
    this.#setBroker('confirms');
    await this.#settle();
    await this.#stop();
    // Nothing may come again, and no loss be found, when a source starts once more.
    await this.#start();
    await this.#settle();
    this.#write();
    await this.#settle();
    await this.#stop();
  }

  async end(): Promise<void> {
    await this.#source?.kill();
  }

  async #step(): Promise<void> {
    const random = this.#random;
    const isRunning = this.#source !== undefined;
    const choice = random.next();
    if (choice < 0.3) this.#write();
    else if (choice < 0.6) this.#rotate();
    else if (choice < 0.7) await this.#pause(random.integer(0, 60));
    else if (choice < 0.78 && isRunning) await this.#settle();
    else if (choice < 0.84 && isRunning) this.#setBroker(random.oneOf(['confirms', 'silent', 'away']));
    else if (!isRunning) await this.#start();
    else if (random.chance(0.5)) await this.#stop();
    else await this.#kill();
  }

  #write(): void {
    const count = this.#random.integer(2, 5);
    this.steps.push(`write ${this.#log.count} to ${this.#log.count + count - 1}`);
    this.#log.write(count);
  }

  #rotate(): void {
    const random = this.#random;
    const isLoss = this.#destroys && random.chance(0.25);
    const kind = isLoss ? random.oneOf(DESTROYING) : random.oneOf(this.#kinds);
    if (isLoss) {
      const isSent = (number: number) => this.#delivered(number);
      const lines = this.#log.current.filter((number) => !isSent(number));
      const seen = lines.filter((number) => this.#atStop.has(number) || this.received.attempted.has(lineOf(number)));
      this.happened.destroyed.push({ kind, lines, seen, all: [...this.#log.current] });
    }
    this.steps.push(`${kind} ${this.#log.current}`);
    this.#log.rotate(kind);
    if (random.chance(0.6)) this.#write();
  }

  #delivered(number: number): boolean {
    return this.received.has(number);
  }

  async #pause(ms: number): Promise<void> {
    this.steps.push(`pause ${ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, ms));
  }

  #setBroker(mood: RunningSource['broker']): void {
    if (this.#source === undefined || this.#source.broker === mood) return;
    this.#source.broker = mood;
    this.steps.push(`broker ${mood}`);
  }

  async #start(): Promise<void> {
    this.steps.push('start');
    this.received.log.push({ level: 'step', fields: {}, text: 'start' });
    this.#source = await startSource(this.#dir, this.#patterns, this.received);
  }

  async #stop(): Promise<void> {
    this.steps.push('stop');
    for (const number of this.#log.current) this.#atStop.add(number);
    const source = this.#source;
    this.#source = undefined;
    await source?.stop();
  }

  async #kill(): Promise<void> {
    this.steps.push('kill');
    this.happened.kills += 1;
    const source = this.#source;
    this.#source = undefined;
    await source?.kill();
  }

  /** Waits until all lines have arrived that can; those of files that were destroyed need not. */
  async #settle(): Promise<void> {
    if (this.#source === undefined || this.#source.broker === 'away') return;
    this.steps.push('settle');
    const may = new Set(this.happened.destroyed.flatMap(({ lines }) => lines));
    const lacks = () => {
      for (let number = 0; number < this.#log.count; number++)
        if (!may.has(number) && !this.#delivered(number)) return true;
      return false;
    };
    let untilMs = performance.now() + PATIENCE_MS;
    for (let size = -1; lacks() && performance.now() < untilMs; await soon()) {
      if (this.received.batches.size === size) continue;
      size = this.received.batches.size;
      untilMs = performance.now() + PATIENCE_MS;
    }
    // Long enough for what must not come.
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 5));
