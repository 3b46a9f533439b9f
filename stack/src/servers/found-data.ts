import { readdirSync, statSync } from 'node:fs';
import type { ServerContext } from './server.ts';

/** Where data of an earlier start was found in a directory, for people; undefined when there is none. */
export function foundData(directory: string, { data }: Pick<ServerContext, 'data'>): string | undefined {
  if (data !== 'persistent') return undefined;
  try {
    if (readdirSync(directory).length === 0) return undefined;
    return `${directory} (since ${dayOf(statSync(directory).birthtime)})`;
  } catch {
    return undefined;
  }
}

/** The day of a moment, as people here count it. */
export function dayOf(moment: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}
