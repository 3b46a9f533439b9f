/** Times as people read them: in their own zone, on a 24-hour clock. What is copied is ISO 8601. */

const pad = (value: number, length = 2) => String(value).padStart(length, '0');

/** `10:15:30.123` */
export function clockTime(iso: string): string {
  const time = new Date(iso);
  return `${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}.${pad(time.getMilliseconds(), 3)}`;
}

/** `10:15:30.123` for today, `11-20 10:15:30` for this year, `2015-05-20 10:15:30` before that. */
export function rowTime(iso: string, now: Date): string {
  const time = new Date(iso);
  const day = localDay(time);
  if (day === localDay(now)) return clockTime(iso);
  if (time.getFullYear() === now.getFullYear()) return `${day.slice(-5)} ${clockTime(iso).slice(0, 8)}`;
  return `${day} ${clockTime(iso).slice(0, 8)}`;
}

/**
 * `2026-11-21`, `0099-05-01`; `+012026-11-21` and `-000044-03-15` for years that do not have four digits, as in ISO
 * 8601.
 */
export function localDay(time: Date): string {
  return `${yearText(time.getFullYear())}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`;
}

function yearText(year: number): string {
  if (year >= 0 && year <= 9999) return pad(year, 4);
  return `${year < 0 ? '-' : '+'}${pad(Math.abs(year), 6)}`;
}

/** `2026-11-21 10:15:30` */
export function localTime(time: Date): string {
  return `${localDay(time)} ${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}`;
}

/** `2026-11-21 11:15:30.123 UTC+1 · 2026-11-21T10:15:30.123Z` */
export function exactTime(iso: string): string {
  const time = new Date(iso);
  const minutes = -time.getTimezoneOffset();
  const sign = minutes < 0 ? '-' : '+';
  const rest = Math.abs(minutes) % 60 === 0 ? '' : `:${pad(Math.abs(minutes) % 60)}`;
  const zone = minutes === 0 ? 'UTC' : `UTC${sign}${Math.floor(Math.abs(minutes) / 60)}${rest}`;
  return `${localDay(time)} ${clockTime(iso)} ${zone} · ${iso}`;
}

/** How long ago: `now`, `40 s`, `3 min`, `5 h`, `12 d`; `in 5 h` for a time in the future. */
export function ageOf(iso: string, nowMs: number): string {
  const seconds = Math.round((nowMs - Date.parse(iso)) / 1000);
  if (seconds <= -2) return `in ${spanOf(-seconds)}`;
  return seconds < 2 ? 'now' : spanOf(seconds);
}

/** The same as a point in time: `now`, `40 s ago`, `in 5 h`. */
export function agoOf(iso: string, nowMs: number): string {
  const age = ageOf(iso, nowMs);
  return age === 'now' || age.startsWith('in ') ? age : `${age} ago`;
}

function spanOf(seconds: number): string {
  if (seconds < 100) return `${seconds} s`;
  if (seconds < 100 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  const days = Math.round(seconds / 86_400);
  if (days < 100) return `${days} d`;
  return days < 730 ? `${Math.round(days / 30.4)} months` : `${Math.round(days / 365)} years`;
}
