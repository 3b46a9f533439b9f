import { createLineJoiner, type OwnStarts } from '@logwarren/contract/formats';
import type { OwnFormat, UnitFormat } from './format-schema.ts';
import { matchesUnit } from './format-set.ts';
import type { TextReader } from './text-reader.ts';

/*
 * Entries of the journal come from many programs in one stream, so that each of them chooses its format: by its unit, or by the
 * identifier it gave, where several programs share a unit or have none.
 */

/** In a line of JSON a key is the only text that a colon and a quotation mark follow without an escape. */
const NAMES = /"(?:_SYSTEMD_UNIT|_SYSTEMD_USER_UNIT|SYSLOG_IDENTIFIER)" ?: ?("(?:[^"\\]|\\.){1,512}")/g;
/** Names with a format that are remembered; containers and templates of units make new ones for ever. */
const MAX_NAMES = 1_000;

/**
 * Makes the reader of journal entries as `journalctl -o json` writes them.
 *
 * @param units the first one that matches counts
 * @param create makes the reader of an own format, or that of all other lines
 * @param startsOf says where the records of an own format begin
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
    // The others of a record that several entries make are of the same unit.
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
    createJoiner: (version) => createLineJoiner(version, startsOfLine),
    parse: (text, observedAt, carrier) => readerOf(text).parse(text, observedAt, carrier),
  };
}

/** @param member as `"SYSLOG_IDENTIFIER":"shop"` */
function nameIn(member: string): string {
  try {
    return Object.values(JSON.parse(`{${member}}`) as Record<string, string>).join();
  } catch {
    return '';
  }
}
