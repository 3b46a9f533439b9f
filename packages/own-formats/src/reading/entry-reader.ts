import { createLineJoiner, type OwnStarts } from '@logwarren/contract/formats';
import type { OwnFormat, UnitFormat } from '../format/format-schema.ts';
import { matchesUnit } from '../format/format-set.ts';
import type { TextReader } from './line-reader.ts';

/*
 * One stream of the journal has entries of many programs, so each entry has its own format. Its unit chooses the
 * format; its identifier does if several programs share a unit or have none.
 */

/** Finds the names in a line of JSON: only a key is followed by a colon and an unescaped quotation mark. */
const NAMES = /"(?:_SYSTEMD_UNIT|_SYSTEMD_USER_UNIT|SYSLOG_IDENTIFIER)" ?: ?("(?:[^"\\]|\\.){1,512}")/g;
/** Most names that are remembered with their format. Containers and templates of units keep making new names. */
const MAX_NAMES = 1_000;

/**
 * Makes the reader of journal entries that `journalctl -o json` writes.
 *
 * @param units formats with their units; the first that matches counts
 * @param create makes the reader of an own format; without one, the reader of all other lines
 * @param startsOf finds the lines at which records of an own format begin
 */
export function createEntryReader(
  units: readonly UnitFormat[],
  create: (own: OwnFormat | undefined) => TextReader,
  startsOf: (own: OwnFormat) => OwnStarts | undefined,
): TextReader {
  const others = create(undefined);
  const readers = new Map<UnitFormat, TextReader>();
  const starts = new Map<UnitFormat, OwnStarts | undefined>();
  const known = new Map<string, UnitFormat | undefined>();
  const formatOf = (text: string): UnitFormat | undefined => {
    // If several entries make one record, they have the same unit.
    const end = text.indexOf('\n');
    const entry = end < 0 ? text : text.slice(0, end);
    const found = entry.startsWith('{') ? (entry.match(NAMES) ?? []) : [];
    const key = found.join();
    if (known.has(key)) return known.get(key);
    const names = found.map(nameIn);
    const format = units.find((each) => matchesUnit(names, each.units));
    if (known.size >= MAX_NAMES) known.clear();
    known.set(key, format);
    return format;
  };
  const readerOf = (text: string): TextReader => {
    const format = formatOf(text);
    if (format === undefined) return others;
    const reader = readers.get(format) ?? create(format.own);
    readers.set(format, reader);
    return reader;
  };
  const startsOfLine = (line: string): OwnStarts | undefined => {
    const format = formatOf(line);
    if (format === undefined) return undefined;
    if (!starts.has(format)) starts.set(format, startsOf(format.own));
    return starts.get(format);
  };
  return {
    ...others,
    createJoiner: (version, runs) => createLineJoiner(version, runs, startsOfLine),
    parse: (text, observedAt, carrier) => readerOf(text).parse(text, observedAt, carrier),
  };
}

/** @param member such as `"SYSLOG_IDENTIFIER":"shop"` */
function nameIn(member: string): string {
  try {
    return Object.values(JSON.parse(`{${member}}`) as Record<string, string>).join();
  } catch {
    return '';
  }
}
