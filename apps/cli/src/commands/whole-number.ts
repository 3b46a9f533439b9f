import { InvalidArgumentError } from 'commander';

const MAX = 999_999_999;

/**
 * Makes the reader of an option that is a whole number.
 *
 * @param range what is allowed, where not all that lies between always is
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
