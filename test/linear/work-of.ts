import { MAX_BODY_BYTES } from '@logwarren/broker';
import { MAX_MESSAGE_BYTES } from '@logwarren/contract';
import { MAX_QUERY_LENGTH } from '@logwarren/query';
import type { HostileInput } from './hostile-inputs.ts';
import type { TextReader } from './text-readers.ts';

/**
 * Finds the texts for which a reader takes more than three times the work when their length doubles, up to the longest
 * text that this reader is ever given.
 *
 * Work is CPU time of this process, so other load on the machine does not count. It is compared with other CPU time only:
 * with that for shorter texts, and with that for plain looks at each character of the longest record, which is measured
 * beside it.
 *
 * A first look goes from short texts to long ones until a run takes many such looks, or until the longest text is reached:
 * what is faster even there is harmless. What is suspicious is measured again at n and at 2n, in turns, in three series of
 * runs that are long enough for the ticks of the clock. The least of a series counts: neighbours on the machine take room in
 * the caches of its processors, which costs the longer text more, and can only add.
 *
 * A length from which on something else is done (another engine, a limit behind which each line is a record of its own)
 * makes the work grow as fast as a square does, but only around that length: a square does so at 2n again, or, where a text
 * is cut at a length below that, did so before. Beyond the longest query nothing can be measured, so there both texts of a
 * pair are read by the same engine of regular expressions.
 */

/** When the length doubles, the work may triple; for the square of the length it grows to four times. */
const MOST_PER_DOUBLING = 3;
/** Above this, the first look is not trusted. A square that matters at the longest text is well above. */
const SUSPICIOUS_PER_DOUBLING = 2.4;
/**
 * So many looks at each character of the longest record are harmless; after so many more, longer texts say nothing
 * new.
 */
const HARMLESS_LOOKS = 16;
const ENOUGH_LOOKS = 20;
/** Each length of the first look is so many times the one before. */
const STEP = 4;
const MOST_PER_STEP = SUSPICIOUS_PER_DOUBLING ** Math.log2(STEP);
const SHORTEST = 100;
/** Room for the beginning and the end of a text. */
const ENDS = 128;
/**
 * V8 compiles a regular expression for a text of 1,000 characters or more, and interprets it for shorter ones (its
 * `kTierUpForSubjectLengthValue`).
 */
const COMPILED_FROM = 1_000 + ENDS;
const ROUNDS = 5;
const SERIES = 3;
const TICKS = 20;

/** A text for which a reader takes more than its length explains. */
interface SlowInput {
  input: string;
  /** Length at which it was seen. */
  characters: number;
  /** CPU time for it, by that for half of it. */
  ratio: number;
}

/**
 * The inputs that make a reader slow.
 *
 * @param longest characters of the longest text that the reader is given
 * @param upTo a look at no longer texts than this is enough
 */
export function slowInputs(
  read: TextReader,
  inputs: readonly HostileInput[],
  longest: number,
  upTo = longest,
): SlowInput[] {
  const record = textOf(PLAIN, MAX_MESSAGE_BYTES);
  const leastMs = TICKS * tickOfClock();
  const lookMs = Math.min(...Array.from({ length: ROUNDS }, () => workOf(lookAtEach, record, leastMs)));
  const lengths: number[] = [];
  for (let length = longest; length >= SHORTEST; length /= STEP) if (length <= upTo) lengths.unshift(length);
  return inputs.flatMap((input) => slowInput({ read, input, lookMs, longest }, lengths) ?? []);
}

interface Pair {
  read: TextReader;
  input: HostileInput;
  /** Time for one plain look at each character of the longest record. */
  lookMs: number;
  /** Characters of the longest text that the reader is given. */
  longest: number;
}

/** Stops at the first length that is slow: the square of the longest would take minutes. */
function slowInput(pair: Pair, lengths: readonly number[]): SlowInput | undefined {
  const { read, input, lookMs } = pair;
  let shorter = '';
  let shorterMs = Number.POSITIVE_INFINITY;
  for (const characters of lengths) {
    const text = textOf(input, characters);
    let ms = workOf(read, text);
    if (ms > HARMLESS_LOOKS * lookMs) {
      // What runs for the first time is also compiled.
      shorterMs = Math.min(shorterMs, workOf(read, shorter));
      if (ms > shorterMs * MOST_PER_STEP) {
        const ratio = confirmedRatio(pair, characters);
        if (ratio !== undefined) return { input: input.name, characters, ratio };
        // Compiling waits for a processor on a busy machine: what took long uncompiled says nothing of longer texts.
        ms = Math.min(ms, workOf(read, text, TICKS * tickOfClock()));
      }
    }
    if (ms > ENOUGH_LOOKS * lookMs) return undefined;
    [shorter, shorterMs] = [text, ms];
  }
  return undefined;
}

/**
 * The work for a length by that for its half, if that is too much in each of three series. The half must also take much more
 * than its quarter: where a text is cut or refused, the work makes one step and grows with the length again.
 */
function confirmedRatio(pair: Pair, characters: number): number | undefined {
  const ratios: number[] = [];
  for (let series = 0; series < SERIES; series++) {
    const growth = (length: number) => growthTo(pair, length);
    const whole = growth(characters);
    if (whole.ratio <= MOST_PER_DOUBLING || whole.ms <= HARMLESS_LOOKS * pair.lookMs) return undefined;
    const half = growth(characters / 2).ratio;
    if (half <= SUSPICIOUS_PER_DOUBLING) return undefined;
    // Beyond the longest text there is nothing to compare with.
    const goesOn = characters * 2 > pair.longest || growth(characters * 2).ratio > MOST_PER_DOUBLING;
    const began = () => half > MOST_PER_DOUBLING && growth(characters / 4).ratio > SUSPICIOUS_PER_DOUBLING;
    if (!goesOn && !began()) return undefined;
    ratios.push(whole.ratio);
  }
  return Math.min(...ratios);
}

/**
 * The least work for a text, and by how much it exceeds that for half of it; measured in turns. Where the half would be read by
 * another engine, a longer part stands for it, and the ratio is what the same growth makes of a half.
 */
function growthTo({ read, input }: Pair, characters: number): { ms: number; ratio: number } {
  const least = TICKS * tickOfClock();
  const isAcross = characters > COMPILED_FROM && characters / 2 < COMPILED_FROM;
  const part = isAcross ? COMPILED_FROM : characters / 2;
  const [short, long] = [textOf(input, part), textOf(input, characters)];
  const works: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    works[0].push(workOf(read, short, least));
    works[1].push(workOf(read, long, least));
  }
  const ms = Math.min(...works[1]);
  const ratio = ms / Math.min(...works[0]);
  return { ms, ratio: isAcross ? ratio ** (Math.LN2 / Math.log(long.length / short.length)) : ratio };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** CPU time of one run, out of as many runs as take at least so much, ms. */
function workOf(read: TextReader, text: string, leastMs = 0): number {
  const before = process.cpuUsage();
  for (let runs = 1; ; runs++) {
    read(text);
    const { user, system } = process.cpuUsage(before);
    const ms = (user + system) / 1000;
    if (ms >= leastMs) return ms / runs;
  }
}

let tick: number | undefined;

/** A step of the clock of CPU time, ms: what it shows, once it shows anything, to somebody who only looks at it. */
function tickOfClock(): number {
  tick ??= median(Array.from({ length: ROUNDS }, stepOfClock));
  return tick;
}

function stepOfClock(): number {
  const before = process.cpuUsage();
  for (;;) {
    const { user, system } = process.cpuUsage(before);
    if (user + system > 0) return (user + system) / 1000;
  }
}

const PLAIN: HostileInput = { name: 'plain', make: (length) => 'a'.repeat(length) };

function lookAtEach(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum += text.charCodeAt(at);
  return sum;
}

const texts = new Map<HostileInput, Map<number, string>>();

/** A text that was put together from parts becomes one in memory when it is read for the first time. */
function textOf(input: HostileInput, length: number): string {
  const made = texts.get(input)?.get(length);
  if (made !== undefined) return made;
  const text = Buffer.from(input.make(length > 2 * ENDS ? length - ENDS : length), 'utf16le').toString('utf16le');
  if (length > MAX_MESSAGE_BYTES) return text;
  const kept = texts.get(input) ?? new Map<number, string>();
  texts.set(input, kept.set(length, text));
  return text;
}

/** Readers that are given whole bodies, by the beginning of their names. */
const WHOLE_BODIES = ['body of ', 'readDelivery undefined', 'jsonElements', 'parseForeignJson', 'parseJson'];

/** Readers that are given queries, which are refused when they are longer. */
const QUERIES = ['parseQuery', 'placedQuery', 'queryNotes', 'foreignNotes'];

/** Characters of the longest text that a reader is given: a body, a query, or else a record. */
export function longestTextOf(reader: string): number {
  if (QUERIES.some((name) => reader.startsWith(name))) return MAX_QUERY_LENGTH;
  return WHOLE_BODIES.some((name) => reader.startsWith(name)) ? MAX_BODY_BYTES : MAX_MESSAGE_BYTES;
}
