import { exactNumber } from '@logwarren/contract/exact-json';
import { foldText } from './fold-text.ts';

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;
/** Length from which a text counts as no number: nobody compares longer numbers. */
const MAX_LENGTH = 50;
const WHOLE_NUMBER = /^[-+]?\d+$/;

/**
 * The number that a text spells, ignoring white space around it.
 *
 * @returns a bigint for a whole number that a number would round; undefined if the text is not a number, or too long
 * for one
 */
export function numberOfText(written: string): number | bigint | undefined {
  // Whole numbers go through BigInt, and its cost grows faster than their number of digits.
  if (written.length >= MAX_LENGTH) return undefined;
  const text = written.trim();
  if (!NUMBER.test(text)) return undefined;
  const number = Number(text);
  if (Number.isSafeInteger(number) || !WHOLE_NUMBER.test(text)) return number;
  return BigInt(text.startsWith('+') ? text.slice(1) : text);
}

/**
 * A number as a value would be written: `12.50` is 12.5, and `-0` is 0.
 *
 * @returns undefined if the text is not a finite number
 */
function writtenNumber(text: string): string | undefined {
  const number = numberOfText(text);
  if (number === undefined) return undefined;
  if (typeof number === 'bigint') return String(number);
  return Number.isFinite(number) ? String(exactNumber(number)) : undefined;
}

/**
 * The number of a text that spells it differently from a value: 500 for `5e2` and `0500`.
 *
 * @returns undefined for `500`, and for a text that is not a number
 */
export function respelledNumber(text: string): string | undefined {
  const folded = foldText(text);
  const number = writtenNumber(folded);
  return number === folded ? undefined : number;
}
