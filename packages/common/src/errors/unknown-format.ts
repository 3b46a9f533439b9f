import { AppError } from './app-error.ts';

/**
 * Something stored has a format version that this build does not know, so a newer build wrote it. Nothing of it is
 * guessed and nothing of it is overwritten: run the newer build.
 */
export class UnknownFormatError extends AppError {
  /** @param what is of an unknown format, such as `partition default_20261129` */
  constructor(what: string, found: unknown, newest: number) {
    const text = typeof found === 'number' ? String(found) : JSON.stringify(found);
    super('format-unknown', `${what} has format ${text}, this build knows formats up to ${newest}: run a newer build`);
  }
}

/**
 * Refuses what a newer build wrote.
 *
 * @param found the version that stands in it; absent is 0, what was written before there were versions
 * @param newest version that this build knows; it reads all before that too
 * @returns the version
 * @throws UnknownFormatError
 */
export function knownFormat(what: string, found: unknown, newest: number): number {
  const version = found ?? 0;
  if (typeof version === 'number' && Number.isInteger(version) && version >= 0 && version <= newest) return version;
  throw new UnknownFormatError(what, found, newest);
}
