import { InvalidArgumentError } from 'commander';

/** Largest number that an option takes, where the command sets no other limit. */
const MAX = 999_999_999;

/**
 * Makes the reader of an option that is a whole number.
 *
 * @param least smallest number that it accepts
 * @param most largest number that it accepts
 * @param range describes the numbers for the error, where `least` and `most` alone would not be the truth
 * @returns a reader that throws InvalidArgumentError
 */
export function wholeNumber(least: number, most = MAX, range = rangeText(least, most)): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It has to be a whole number ${range}.`);
  };
}

function rangeText(least: number, most: number): string {
  return most === MAX ? `of at least ${least}` : `from ${least} to ${most}`;
}

/** Stands for standard output where the name of a file is expected. */
export const STANDARD_OUTPUT = '-';

/**
 * Reads an option that names a file to write.
 *
 * @throws InvalidArgumentError for a blank name
 */
export function fileName(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It has to be the name of a file, or - for standard output.');
  return text;
}

/** Collects the values of an option that may be given several times, in the order given. */
export function repeated(value: string, values: readonly string[] = []): string[] {
  return [...values, value];
}
