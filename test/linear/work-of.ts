import { HOSTILE_INPUTS, type HostileInput } from './hostile-inputs.ts';
import type { TextReader } from './text-readers.ts';

/**
 * Compares the work for a text with that for one of eight times its length: three doublings.
 *
 * A first look by the clock finds what may be slow. Other load on the machine looks like slowness there, so what it finds is
 * measured again by the CPU time of this process, over so many runs that the ticks of that clock do not matter.
 */

/** Characters of the shorter text. */
const LENGTH = 2_048;
const LONGER = 8;
/** If the longer text takes less, the square of a length is no danger for any text that is taken, ms. */
const HARMLESS_MS = 8;
/** When the length doubles, the work may triple; for the square of the length it grows to four times. */
const MOST_PER_DOUBLING = 3;
const MOST_RATIO = MOST_PER_DOUBLING ** Math.log2(LONGER);
/** CPU time over which a ratio is taken, µs. */
const ENOUGH_US = 60_000;

/** A text for which a reader takes more than its length explains. */
export interface SlowInput {
  input: string;
  /** Work for the longer text, by that for the shorter one. */
  ratio: number;
  /** CPU time for the shorter text, ms. */
  ms: number;
}

/** Which of the inputs make a reader slow. */
export function slowInputs(read: TextReader, inputs: readonly HostileInput[] = HOSTILE_INPUTS): SlowInput[] {
  return inputs.flatMap((input) => slowInput(read, input) ?? []);
}

function slowInput(read: TextReader, input: HostileInput): SlowInput | undefined {
  const long = flat(input.make(LENGTH * LONGER));
  // What runs for the first time is also compiled.
  if (timeOf(read, long) < HARMLESS_MS || timeOf(read, long) < HARMLESS_MS) return undefined;
  const text = flat(input.make(LENGTH));
  const least = Math.min(timeOf(read, text), timeOf(read, text));
  if (timeOf(read, long) <= MOST_RATIO * least) return undefined;
  const work = workOf(read, text);
  const ratio = workOf(read, long) / work;
  if (ratio <= MOST_RATIO) return undefined;
  // A limit on the way makes one step, after which the work grows with the length again.
  const longest = workOf(read, flat(input.make(LENGTH * LONGER * 2))) / workOf(read, long);
  return longest <= MOST_PER_DOUBLING ? undefined : { input: input.name, ratio, ms: work / 1000 };
}

/** Of one run, ms. */
function timeOf(read: TextReader, text: string): number {
  const startedAt = performance.now();
  read(text);
  return performance.now() - startedAt;
}

/** CPU time of one run, µs. */
function workOf(read: TextReader, text: string): number {
  const before = process.cpuUsage();
  for (let runs = 1; ; runs++) {
    read(text);
    const { user, system } = process.cpuUsage(before);
    if (user + system >= ENOUGH_US) return (user + system) / runs;
  }
}

/** A text that was put together from parts becomes one in memory when it is read for the first time. */
function flat(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
