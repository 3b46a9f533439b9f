import { monthIndex } from '../../../times/index.ts';

/** Characters of `17/May/2015:10:05:03 +0000`. */
export const ACCESS_TIME_LENGTH = 26;

/** Reads the time of an access log in ms since the epoch; NaN when that place holds no time. */
export type AccessClock = (line: string, at: number) => number;

/**
 * Makes a reader of `17/May/2015:10:05:03 +0000`. It remembers the last day, hour and zone, because neighbouring lines
 * share them (measured: 0.15 µs a line instead of 0.85); the answer depends on the text alone.
 */
export function createAccessClock(): AccessClock {
  let hourText = '\0';
  let zoneText = '\0';
  let hourMs = Number.NaN;
  return (line, at) => {
    if (!line.startsWith(hourText, at) || !line.startsWith(zoneText, at + 20)) {
      hourText = line.slice(at, at + 15);
      zoneText = line.slice(at + 20, at + ACCESS_TIME_LENGTH);
      hourMs = startOfHour(hourText, zoneText);
    }
    const minute = twoDigits(line, at + 15);
    const second = twoDigits(line, at + 18);
    // 60 is a leap second; NaN fails both comparisons.
    if (!(minute <= 59 && second <= 60) || line.charCodeAt(at + 17) !== 58) return Number.NaN;
    return hourMs + (minute * 60 + second) * 1000;
  };
}

function startOfHour(hourText: string, zoneText: string): number {
  const time = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):$/.exec(hourText);
  const zone = /^ ([+-])(\d\d)(\d\d)$/.exec(zoneText);
  if (time === null || zone === null) return Number.NaN;
  const [, day, monthName = '', year, hour] = time;
  const month = monthIndex(monthName);
  const midnight = Date.UTC(Number(year), month, Number(day));
  // Date.UTC rolls 31 June over to 1 July, and reads years below 100 as 19xx.
  const read = new Date(midnight);
  const exists = read.getUTCDate() === Number(day) && read.getUTCFullYear() === Number(year);
  if (month < 0 || !exists || Number(hour) > 23) return Number.NaN;
  const offsetMinutes = Number(zone[2]) * 60 + Number(zone[3]);
  return midnight + Number(hour) * 3_600_000 - (zone[1] === '-' ? -1 : 1) * offsetMinutes * 60_000;
}

/** 0 to 99, NaN when one of the two characters is no digit. */
function twoDigits(line: string, at: number): number {
  const tens = line.charCodeAt(at) - 48;
  const ones = line.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}
