import { createTimeZone, type TimeZone } from './time-zone.ts';

/**
 * A zone by its name in the IANA database, after a clock: PHP's log, and patterns of Java and PowerShell that write the
 * zone's id.
 */
const REGION =
  / ((?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|Indian|Mexico|Pacific|US)\/[A-Z][A-Za-z_+-]{1,32}\d{0,2}(?:\/[A-Z][A-Za-z_-]{1,32})?)(?![\w./-]|:\S)/y;
const SPACE = 32;
/** More names than a file has; a name that is new costs 0.1 ms. */
const MAX_REMEMBERED = 100;

/** Zones by name, and the names that are not one. They depend on the names alone. */
const known = new Map<string, TimeZone | undefined>();

/** Takes ` Europe/Berlin` after a clock; undefined without such a name. */
export function takeRegion(text: string, at: number): { zone: TimeZone; end: number } | undefined {
  if (text.charCodeAt(at) !== SPACE) return undefined;
  REGION.lastIndex = at;
  const [all = '', name] = REGION.exec(text) ?? [];
  const zone = name === undefined ? undefined : zoneOf(name);
  return zone && { zone, end: at + all.length };
}

/** True for the name of a zone in the IANA database that has a region: `Europe/Berlin`. */
export function isRegion(name: string): boolean {
  return takeRegion(` ${name}`, 0)?.end === name.length + 1;
}

function zoneOf(name: string): TimeZone | undefined {
  if (known.has(name)) return known.get(name);
  if (known.size >= MAX_REMEMBERED) known.clear();
  const zone = createTimeZone(name);
  known.set(name, zone);
  return zone;
}
