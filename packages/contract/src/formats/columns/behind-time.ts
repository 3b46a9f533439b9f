import { type TakenTime, takeTime } from '../../times/index.ts';
import type { Rest } from './rest-layout.ts';
import { REST_LAYOUTS } from './rest-layouts.ts';

/** The parts of a line. */
export type ColumnParts = Omit<Rest, 'length'> & { time?: TakenTime | undefined; message: string };

/** Most characters after the time that are checked. */
const MAX_REST = 512;

/** Reads a line that begins with a time, in brackets or not; `rest-layouts.ts` lists the forms that may follow it. */
export function behindTime(line: string, observedAt: number): ColumnParts | undefined {
  const from = line.startsWith('[') || line.startsWith('(') ? 1 : 0;
  const code = line.charCodeAt(from);
  if (!(code >= 48 && code <= 57) && !(line.startsWith('(') && code >= 65 && code <= 90)) return undefined;
  const time = takeTime(line, from, observedAt);
  if (time === undefined) return undefined;
  const rest = line.slice(time.end, time.end + MAX_REST);
  if (from === 1 ? !/^[\]),]/.test(rest) : rest.startsWith(']')) return undefined;
  const found = readRest(rest);
  return found && { ...found, time, message: line.slice(time.end + found.length) };
}

/** Most lines have none of these layouts: one test shows it, instead of one for each (0.8 of 9 µs). */
const ANY = new RegExp(REST_LAYOUTS.map(({ pattern }) => pattern.source).join('|'));

function readRest(rest: string): Rest | undefined {
  if (!ANY.test(rest)) return undefined;
  for (const { pattern, read } of REST_LAYOUTS) {
    const match = pattern.exec(rest);
    const parts = match === null ? undefined : read(match);
    if (match !== null && parts !== undefined) return { ...parts, length: match[0].length };
  }
  return undefined;
}
