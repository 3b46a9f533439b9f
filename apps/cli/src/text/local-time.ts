/**
 * Times as people read and write them at a terminal: in the zone of this machine, as on the page, or in UTC if they ask.
 * JSON always has UTC.
 */

const pad = (value: number, length = 2) => String(value).padStart(length, '0');
const MINUTE_MS = 60_000;

/** ms to add to UTC for the zone. */
function offsetMs(ms: number, isUtc: boolean): number {
  return isUtc ? 0 : -new Date(ms).getTimezoneOffset() * MINUTE_MS;
}

/** Largest |ms| that a Date can hold. */
const MAX_MS = 8.64e15;

/** Shifts a time so that its UTC parts are those that the zone shows; clamped at the ends of the calendar. */
function shifted(ms: number, isUtc: boolean): Date {
  return new Date(Math.max(-MAX_MS, Math.min(ms + offsetMs(ms, isUtc), MAX_MS)));
}

/** Formats the day: `2026-11-21`, or `+012026-11-21` for a year of more than four digits. */
export function dayOf(ms: number, isUtc: boolean): string {
  return shifted(ms, isUtc).toISOString().split('T', 1)[0] ?? '';
}

/** Formats the time of day: `10:15:30.123`. */
export function clockOf(ms: number, isUtc: boolean): string {
  return shifted(ms, isUtc).toISOString().slice(-13, -1);
}

/** Formats day and time: `2026-11-21 10:15:30`. */
export function momentOf(ms: number, isUtc: boolean): string {
  return `${dayOf(ms, isUtc)} ${clockOf(ms, isUtc).slice(0, 8)}`;
}

/** Formats the offset that the zone has at a time: `UTC`, `UTC+1`, `UTC-3:30`. */
export function zoneOf(ms: number, isUtc: boolean): string {
  const minutes = offsetMs(ms, isUtc) / MINUTE_MS;
  if (minutes === 0) return 'UTC';
  const rest = Math.abs(minutes) % 60 === 0 ? '' : `:${pad(Math.abs(minutes) % 60)}`;
  return `UTC${minutes < 0 ? '-' : '+'}${Math.floor(Math.abs(minutes) / 60)}${rest}`;
}

/** The IANA name of the zone, such as `Europe/Berlin`; undefined for UTC, or if this machine does not know it. */
export function zoneNameOf(isUtc: boolean): string | undefined {
  if (isUtc) return undefined;
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return timeZone === 'Etc/Unknown' ? undefined : timeZone;
}

/** Formats a length of time: `45 s`, `15 min`, `3 h`, `2 d`. */
export function lengthOf(ms: number): string {
  const units = [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [MINUTE_MS, 'min'],
    [1000, 's'],
  ] as const;
  for (const [unitMs, name] of units)
    if (ms >= unitMs * 2 || ms === unitMs) return `${Math.round(ms / unitMs)} ${name}`;
  return ms >= 1000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms)} ms`;
}

const CLOCK = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,3}))?)?$/;
const DAY = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,3}))?)?)?$/;

/**
 * Turns a time that the user wrote into one for the API. A day, a day with a time, or a time of today, each without a zone,
 * is in the zone in which times are shown. Everything else stays as it is, for the service to read or refuse.
 */
export function timeParameter(text: string, isUtc: boolean, nowMs: number): string {
  const trimmed = text.trim();
  const clock = CLOCK.exec(trimmed);
  const [, year, month, day, ...time] = clock
    ? [...(DAY.exec(dayOf(nowMs, isUtc)) ?? []).slice(0, 4), ...clock.slice(1)]
    : (DAY.exec(trimmed) ?? []);
  if (year === undefined) return text;
  const [hours = 0, minutes = 0, seconds = 0] = time.slice(0, 3).map((part) => Number(part ?? 0));
  const ms = Number((time[3] ?? '0').padEnd(3, '0'));
  const shown = Date.UTC(Number(year), Number(month) - 1, Number(day), hours, minutes, seconds, ms);
  // The offset depends on the time that is to be found, so guess once: the guess is off by a change of summer time at most.
  const moment = shown - offsetMs(shown - offsetMs(shown, isUtc), isUtc);
  const isReal = !Number.isNaN(moment) && new Date(shown).toISOString().startsWith(`${year}-${month}-${day}`);
  return isReal ? new Date(moment).toISOString() : text;
}
