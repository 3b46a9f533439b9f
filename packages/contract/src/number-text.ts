import { exactNumber } from './exact-json.ts';

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;
/** Longer texts are not numbers that anybody compares. */
const MAX_LENGTH = 50;
const WHOLE_NUMBER = /^[-+]?\d+$/;

/**
 * The number that a text is, without white space around it.
 *
 * @param text short: the digits of a whole number are taken to BigInt
 * @returns a bigint for a whole number that a number would round; undefined when the text is no number
 */
export function numberOfText(text: string): number | bigint | undefined {
  if (!NUMBER.test(text)) return undefined;
  const number = Number(text);
  if (Number.isSafeInteger(number) || !WHOLE_NUMBER.test(text)) return number;
  return BigInt(text.startsWith('+') ? text.slice(1) : text);
}

/**
 * A number as a value of it is written: `12.50` is 12.5, and `-0` is 0.
 *
 * @returns undefined when the text is not a finite number
 */
export function writtenNumber(text: string): string | undefined {
  const number = text.length < MAX_LENGTH ? numberOfText(text.trim()) : undefined;
  if (number === undefined) return undefined;
  if (typeof number === 'bigint') return String(number);
  return Number.isFinite(number) ? String(exactNumber(number)) : undefined;
}
