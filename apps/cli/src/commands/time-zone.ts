import { createTimeZone } from '@logwarren/contract';
import { InvalidArgumentError } from 'commander';

/** Reader of an option that is a time zone. */
export function timeZone(name: string): string {
  if (createTimeZone(name) !== undefined) return name;
  throw new InvalidArgumentError('It has to be a zone like Europe/Berlin or UTC, or an offset like +05:30.');
}
