import { localDay, localTime } from '../record/format-time.ts';

/** Ranges that end now, in the order of the menu: age as the API takes it, and its name. */
export const AGES = [
  ['5m', 'last 5 min'],
  ['15m', 'last 15 min'],
  ['1h', 'last hour'],
  ['6h', 'last 6 hours'],
  ['1d', 'last 24 hours'],
  ['7d', 'last 7 days'],
  ['30d', 'last 30 days'],
  ['', 'all time'],
] as const;

const UNITS: Readonly<Record<string, string>> = { s: 's', m: 'min', h: 'h', d: 'days', w: 'weeks' };

/** A time range in words: `last 15 min`, `2026-11-21 10:00:00 – 10:15:00`, `until …`. */
export function nameRange(from: string, to: string): string {
  const name = to === '' ? AGES.find(([age]) => age === from)?.[1] : undefined;
  if (name !== undefined) return name;
  const age = /^(\d+)([smhdw])$/.exec(from);
  if (age !== null && to === '') return `last ${age[1]} ${UNITS[age[2] ?? ''] ?? ''}`;
  if (from === 'now' && to === '') return 'dated in the future';
  if (from === '') return `until ${nameMoment(to)}`;
  if (to === '') return `since ${nameMoment(from)}`;
  const [start, end] = [new Date(from), new Date(to)];
  const sameDay = isTime(start) && isTime(end) && localDay(start) === localDay(end);
  return `${nameMoment(from)} – ${sameDay ? localTime(end).slice(11) : nameMoment(to)}`;
}

function nameMoment(text: string): string {
  const time = new Date(text);
  return isTime(time) ? localTime(time) : text;
}

function isTime(time: Date): boolean {
  return !Number.isNaN(time.getTime());
}

/** For `<input type="datetime-local">`: local time to the second; '' for what is not a moment. */
export function toInput(text: string): string {
  const time = new Date(text);
  return text === '' || !isTime(time) ? '' : localTime(time).replace(' ', 'T');
}

/** From such an input to the API: ISO 8601 in UTC; '' for none. */
export function fromInput(value: string): string {
  const time = new Date(value);
  return value === '' || !isTime(time) ? '' : time.toISOString();
}
