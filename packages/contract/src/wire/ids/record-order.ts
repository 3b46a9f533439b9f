import { isBatchId } from './read-record-id.ts';

/**
 * Positions of records in their origin. They keep the order of records of one moment, although records of different
 * services and severities travel in different batches (docs/decisions/0017-order-of-origin.md).
 *
 * An origin is any input with an order of its own: a chunk of a file, or everything that one run of a source takes in
 * over HTTP or standard input. Without these headers the batch is its own origin, in the order of its records.
 *
 *     headers   origin     "019aa5c2-7f31-7b1e-9c44-5d0f3a2b"    an id made like that of a batch, without its last digits
 *               ordinals   "120:DAG"                             ordinal of the first record, and the steps to the next ones
 */
export interface RecordOrder {
  /** Sorts by the moment when it began. */
  origin: string;
  /** Ordinal of each record, rising. */
  ordinals: readonly number[];
}

/** Characters of an id that all records of a batch, or of an origin, share. */
export const STEM_CHARS = 32;

/** The part of an id that all records of its batch share. */
export function stemOf(id: string): string {
  return id.slice(0, STEM_CHARS);
}

/** True for the stem of one of our ids. */
export function isStem(text: unknown): text is string {
  return typeof text === 'string' && isBatchId(`${text}0000`);
}

/** Headers with the positions of a batch's records. */
interface OrderHeaders {
  origin: string;
  ordinals: string;
}

/** Ordinals of 500 records need up to 2,000 characters; a longer text is not ours. */
const MAX_ORDINALS_CHARS = 8 * 1024;
/** Ids have 16 bits for the position of a record in its batch. */
const MAX_RECORDS = 65_536;

/** The headers of a batch. */
export function orderHeaders({ ordinals, origin }: RecordOrder): OrderHeaders {
  const steps = encodeSteps(ordinals);
  return { origin, ordinals: `${ordinals[0] ?? 0}${steps === '' ? '' : `:${steps}`}` };
}

/**
 * Reads the headers of a batch; nobody has verified them: they are the publisher's claims.
 *
 * @param indexes positions in the batch of the requested records, rising
 * @returns undefined without such headers, or if they are not ours: the batch is then its own origin
 */
export function recordOrderOf(
  headers: Readonly<Record<string, unknown>>,
  indexes: readonly number[],
): RecordOrder | undefined {
  const { ordinals: text, origin } = headers;
  const last = indexes.at(-1);
  if (!isStem(origin) || typeof text !== 'string' || last === undefined || last >= MAX_RECORDS) return undefined;
  if (text.length > MAX_ORDINALS_CHARS) return undefined;
  const [, first, steps = ''] = /^(\d{1,16})(?::([\w-]+))?$/.exec(text) ?? [];
  const all = first === undefined ? undefined : decodeSteps(Number(first), steps, last + 1);
  return all && { origin, ordinals: indexes.map((index) => all[index] as number) };
}

/**
 * Digits of the numbers in the text, five bits each, lowest first; the sixth bit means that another digit follows. A
 * number is a step. A zero and a number n are n steps of one. After the end of the text all steps are one.
 */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUES: ReadonlyMap<string, number> = new Map(Array.from(DIGITS, (digit, value) => [digit, value]));
const MORE = 32;

/** Encodes how rising ordinals continue from the first; '' if each is the previous one plus one. */
export function encodeSteps(ordinals: readonly number[]): string {
  let text = '';
  let ones = 0;
  for (let i = 1; i < ordinals.length; i++) {
    const step = (ordinals[i] as number) - (ordinals[i - 1] as number);
    if (step === 1) {
      ones += 1;
      continue;
    }
    if (ones > 0) text += ones < 3 ? 'B'.repeat(ones) : `A${encodeNumber(ones)}`;
    ones = 0;
    text += encodeNumber(step);
  }
  return text;
}

function encodeNumber(number: number): string {
  let text = '';
  for (let rest = number; ; ) {
    const digit = rest % MORE;
    rest = Math.floor(rest / MORE);
    text += DIGITS[digit + (rest > 0 ? MORE : 0)];
    if (rest === 0) return text;
  }
}

/**
 * The ordinals that `encodeSteps` wrote.
 *
 * @param count most ordinals to return, even if the text continues
 * @returns undefined for a text that does not encode ordinals
 */
export function decodeSteps(first: number, steps: string, count: number): number[] | undefined {
  const ordinals = [first];
  let last = first;
  let at = 0;
  const next = () => {
    let number = 0;
    for (let unit = 1; ; unit *= MORE) {
      const value = VALUES.get(steps[at++] ?? '');
      if (value === undefined) return Number.NaN;
      number += (value % MORE) * unit;
      if (value < MORE) return number;
    }
  };
  while (at < steps.length && ordinals.length < count) {
    const step = next();
    const ones = step === 0 ? next() : 1;
    if (!(ones > 0) || !(step >= 0)) return undefined;
    for (let i = 0; i < ones && ordinals.length < count; i++) {
      last += step === 0 ? 1 : step;
      ordinals.push(last);
    }
  }
  while (ordinals.length < count) {
    last += 1;
    ordinals.push(last);
  }
  return Number.isSafeInteger(last) ? ordinals : undefined;
}
