import { InvalidArgumentError } from 'commander';

/** Name of standard output among files. */
export const STANDARD_OUTPUT = '-';

/** Reads an option that names a file to be written. */
export function fileName(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It has to be the name of a file, or - for standard output.');
  return text;
}
