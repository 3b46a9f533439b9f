import { parseTimeParameter } from '@logwarren/query/moment';
import { momentText } from './moment-text.ts';

/** Ranges that end now, in the order of the menu: an age that the API accepts, and its name. */
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

const RELATIVE = /^(?:now([+-]))?(\d+)([smhdw])$/i;
const UNITS: Readonly<Record<string, string>> = { s: 's', m: 'min', h: 'h', d: 'day', w: 'week' };

/** Name of a range with a limit that is not a time: the API refuses it, and the panel explains the fault. */
const UNREADABLE = 'unreadable time';

/**
 * A time range in words: `last 15 min`, `2026-11-21 10:00:00 – 10:15:00`, `until …`; never shows a text that is not a
 * time.
 */
export function nameRange(from: string, to: string): string {
  if (!isTime(from, 'from') || !isTime(to, 'to')) return UNREADABLE;
  const name = to === '' ? AGES.find(([age]) => age === from)?.[1] : undefined;
  if (name !== undefined) return name;
  const [, sign, count, unit] = RELATIVE.exec(from.trim()) ?? [];
  if (count !== undefined && sign !== '+' && to === '') return `last ${spanText(count, unit)}`;
  if (from === 'now' && to === '') return 'dated in the future';
  if (from === '') return `until ${nameMoment(to, 'to')}`;
  if (to === '') return `${sign === '+' ? 'later than' : 'since'} ${nameMoment(from, 'from')}`;
  const [start, end] = [nameMoment(from, 'from'), nameMoment(to, 'to')];
  const isSameDay = DAY.test(start) && start.slice(0, 10) === end.slice(0, 10);
  return `${start} – ${isSameDay ? end.slice(11) : end}`;
}

const DAY = /^\d{4}-\d\d-\d\d /;

/** Whether the API accepts a text as a limit of a range; '' is no limit. */
export function isTime(text: string, end: 'from' | 'to'): boolean {
  return text === '' || parseTimeParameter(text, end) !== undefined;
}

/** The API's own reading of a text: `0` is 1970, and `2026` is not a moment. */
function nameMoment(text: string, end: 'from' | 'to'): string {
  const moment = parseTimeParameter(text, end);
  if (moment?.kind === 'at') return momentText(new Date(moment.ms));
  const [, sign, count, unit] = RELATIVE.exec(text.trim()) ?? [];
  if (count === undefined) return 'now';
  return sign === '+' ? `in ${spanText(count, unit)}` : `${spanText(count, unit)} ago`;
}

function spanText(count = '', unit = ''): string {
  const name = UNITS[unit.toLowerCase()] ?? '';
  const isWord = name === 'day' || name === 'week';
  return `${Number(count)} ${name}${isWord && Number(count) !== 1 ? 's' : ''}`;
}
