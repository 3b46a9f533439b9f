import { parseTimeParameter } from '@logwarren/contract/moment';
import { momentText } from './moment-text.ts';

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
  const age = /^(?:now-)?(\d+)([smhdw])$/i.exec(from.trim());
  if (age !== null && to === '') return `last ${age[1]} ${UNITS[age[2]?.toLowerCase() ?? ''] ?? ''}`;
  if (from === 'now' && to === '') return 'dated in the future';
  if (from === '') return `until ${nameMoment(to, 'to')}`;
  if (to === '') return `since ${nameMoment(from, 'from')}`;
  const [start, end] = [nameMoment(from, 'from'), nameMoment(to, 'to')];
  const isSameDay = DAY.test(start) && start.slice(0, 10) === end.slice(0, 10);
  return `${start} – ${isSameDay ? end.slice(11) : end}`;
}

const DAY = /^\d{4}-\d\d-\d\d /;

/** The API's own reading of a text: `0` is 1970, and `2026` is not a moment. */
function nameMoment(text: string, end: 'from' | 'to'): string {
  const moment = parseTimeParameter(text, end);
  return moment?.kind === 'at' ? momentText(new Date(moment.ms)) : text;
}
