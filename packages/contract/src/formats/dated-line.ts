import { createRecord, parseTimestamp, severityNumberOf } from '../index.ts';
import type { LineFormat } from './line-format.ts';

/** A day and a time at the start, in brackets or not; the zone is read apart. */
const DATED =
  /^\[?(\d{4})([-/])(\d\d)\2(\d\d)[T ](\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)( ?(?:Z\b|[+-]\d\d:?\d\d|[A-Z]{3,4}\b))?/;
/** Text that may stand between the time and the message. */
const GAP = /^[\]\s,;:|-]*(?<=[\]\s,;:|])/;

/** Zones by name: those of RFC 822, and names of the IANA database that mean one zone. */
const ZONES: Readonly<Record<string, string>> = {
  ...{ UTC: 'Z', GMT: 'Z', WET: 'Z', WEST: '+01:00', WAT: '+01:00', CET: '+01:00', CEST: '+02:00' },
  ...{ CAT: '+02:00', SAST: '+02:00', EET: '+02:00', EEST: '+03:00', EAT: '+03:00', MSK: '+03:00', PKT: '+05:00' },
  ...{ WIB: '+07:00', HKT: '+08:00', AWST: '+08:00', KST: '+09:00', JST: '+09:00', AEST: '+10:00', AEDT: '+11:00' },
  ...{ NZST: '+12:00', NZDT: '+13:00', HST: '-10:00', AKST: '-09:00', AKDT: '-08:00', PST: '-08:00', PDT: '-07:00' },
  ...{ MST: '-07:00', MDT: '-06:00', CST: '-06:00', CDT: '-05:00', EST: '-05:00', EDT: '-04:00' },
};
/** Names of several zones: with one of them nobody knows what time it was. */
const AMBIGUOUS = new Set(['ADT', 'AST', 'BST', 'GST', 'IDT', 'IST', 'NDT', 'NST', 'SST']);

/** Names of programs, threads and processes may stand before the severity. */
const MOST_BEFORE_SEVERITY = 5;
const SEVERITY = /^([[(<]?)([A-Za-z]{3,13})[\])>]?[:,]?$/;

/**
 * Reads a line that begins with a day and a time, as most programs without a format of their own write it:
 *
 *     2024-05-14 10:00:00,123 - shop.db - ERROR - text       Python
 *     2024-05-14 10:00:00.123 [main] WARN  c.e.Shop - text   Logback, Log4j
 *     2024/05/14 10:00:00 [error] 17#0: *1 text              nginx
 *     2024-05-14 10:00:00.123 CET [17] FATAL:  text          PostgreSQL
 *
 * The severity is the first known word in capitals or in brackets among the first words. It leaves the message only where
 * it begins it. A time without a zone is UTC.
 */
export const datedFormat: LineFormat = (line, context) => {
  const match = DATED.exec(line);
  if (match === null) return undefined;
  const [all, year, , month, day, time, named = ''] = match;
  const name = named.trim();
  if (AMBIGUOUS.has(name)) return undefined;
  const zone = /^(?:Z$|[+-])/.test(name) ? name : (ZONES[name] ?? '');
  // Capitals that name no zone are the first word of the text.
  const rest = line.slice(all.length - (zone === '' ? named.length : 0));
  const gap = GAP.exec(rest);
  const timestamp = parseTimestamp(`${year}-${month}-${day} ${time}${zone}`);
  if (timestamp === undefined || (gap === null && rest !== '')) return undefined;
  const text = rest.slice(gap?.[0].length ?? 0);
  const { severity, end } = severityIn(text);
  const message = text.slice(end).replace(/^[\s:|-]+/, '');
  return createRecord({ timestamp, severity, message: message === '' ? text : message }, context);
};

/** The word for the severity, if there is one, and where it ends when it begins the text; else 0. */
function severityIn(text: string): { severity?: string; end: number } {
  let at = 0;
  let words = 0;
  for (const part of text.slice(0, 256).split(/(\s+)/)) {
    if (words >= MOST_BEFORE_SEVERITY) break;
    const [, bracket = '', word = ''] = SEVERITY.exec(part) ?? [];
    const stands = bracket !== '' || (word !== '' && word === word.toUpperCase());
    if (stands && severityNumberOf(word) !== undefined) {
      return { severity: word, end: at === 0 ? part.length : 0 };
    }
    if (/\w/.test(part)) words += 1;
    at += part.length;
  }
  return { end: 0 };
}
