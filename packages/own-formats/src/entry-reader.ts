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
 */
export function createEntryReader(
  units: readonly UnitFormat[],
  create: (own: OwnFormat | undefined) => TextReader,
): TextReader {
  const others = create(undefined);
  const readers = new Map<UnitFormat, TextReader>();
  const known = new Map<string, UnitFormat | undefined>();
  const formatOf = (text: string): UnitFormat | undefined => {
    const found = text.startsWith('{') ? (text.match(NAMES) ?? []) : [];
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
  return {
    ...others,
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
