import { readdirSync, statSync } from 'node:fs';
import type { ServerContext } from './server.ts';

/** The directory and the day of an earlier start's data, for people; undefined when the directory does not exist. */
export function foundData(directory: string, { data }: Pick<ServerContext, 'data'>): string | undefined {
  if (data !== 'persistent') return undefined;
  try {
    if (readdirSync(directory).length === 0) return undefined;
    return `${directory} (since ${dayOf(statSync(directory).birthtime)})`;
  } catch {
    return undefined;
  }
}

/** The day of a moment in the zone of this machine: `2026-11-29`. */
export function dayOf(moment: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}
