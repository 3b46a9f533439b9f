import { type Attributes, addAttributes, type NormalisedRecord } from '../../record/index.ts';
import { parseLogTime } from '../../times/index.ts';
import type { LineContext, ObjectFormat, TextFormat } from '../format/line-format.ts';
import { recordInside } from '../format/read-inside.ts';
import { isJournaldEntry, messageOfEntry } from '../frames/journald-line.ts';
import type { LogObject } from '../text/log-object.ts';
import { withoutColours } from '../text/terminal-codes.ts';

/*
 * An entry of the journal, as `journalctl -o json` and Fluent Bit's input of systemd write it: times in microseconds,
 * PRIORITY of syslog, and MESSAGE as a text or, if it is not UTF-8, as a list of bytes. The text in MESSAGE is read
 * like any other line.
 */

/** Docker's driver writes the name of the container, and its id as the identifier. */
const SERVICE_KEYS = ['CONTAINER_NAME', 'SYSLOG_IDENTIFIER', '_COMM', '_SYSTEMD_UNIT'];
const NAMES: Readonly<Record<string, string>> = Object.freeze({
  _HOSTNAME: 'host.name',
  _PID: 'process.pid',
  _EXE: 'process.executable.path',
  _CMDLINE: 'process.command_line',
  _SYSTEMD_UNIT: 'systemd.unit',
  _TRANSPORT: 'journald.transport',
  CONTAINER_ID_FULL: 'container.id',
  CONTAINER_NAME: 'container.name',
  IMAGE_NAME: 'container.image.name',
  CODE_FILE: 'code.file.path',
  CODE_LINE: 'code.line.number',
  CODE_FUNC: 'code.function.name',
});

/** Makes the reader of journald's entries; `inner` reads what the program wrote. */
export function createJournaldFormat(inner: TextFormat): ObjectFormat {
  return (object, _text, context) => (isJournaldEntry(object) ? recordOf(object, context, inner) : undefined);
}

/** Fields whose first value counts if a program has sent several; journald then has a list of texts. */
const FIRST_COUNTS = [...SERVICE_KEYS, 'PRIORITY'];

function firstValues(entry: LogObject): LogObject {
  const repeated = [...FIRST_COUNTS, 'MESSAGE'].filter((key) => isListOfTexts(entry[key]));
  if (repeated.length === 0) return entry;
  const first: LogObject = { ...entry };
  for (const key of repeated) {
    const values = entry[key] as string[];
    first[key] = key === 'MESSAGE' ? values.join('\n') : values[0];
  }
  return first;
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string');
}

function recordOf(object: LogObject, context: LineContext, inner: TextFormat): NormalisedRecord {
  const entry = firstValues(object);
  const attributes: Attributes = {};
  const serviceKey = SERVICE_KEYS.find((key) => typeof entry[key] === 'string' && entry[key] !== '');
  const isName = serviceKey === 'CONTAINER_NAME';
  const timestamp =
    parseLogTime(entry._SOURCE_REALTIME_TIMESTAMP) ??
    parseLogTime(entry.__REALTIME_TIMESTAMP) ??
    parseLogTime(entry.date);
  const taken = new Set(['MESSAGE', '_SOURCE_REALTIME_TIMESTAMP']);
  // All values of a repeated field stay as an attribute.
  for (const key of ['PRIORITY', isName ? undefined : serviceKey])
    if (key !== undefined && entry[key] === object[key]) taken.add(key);
  addAttributes(
    attributes,
    Object.keys(entry).flatMap((key) =>
      taken.has(key) || key.startsWith('__') ? [] : [[nameOf(key), memberValue(key, object[key])] as const],
    ),
  );
  const parts = {
    message: withoutColours(messageOfEntry(entry)),
    timestamp,
    service: serviceKey === undefined ? undefined : String(entry[serviceKey]),
    severity: priorityOf(entry.PRIORITY),
    severityScale: 'syslog' as const,
    attributes,
  };
  return recordInside(parts, context, inner);
}

function nameOf(key: string): string {
  return Object.hasOwn(NAMES, key) ? (NAMES[key] as string) : `journald.${key}`;
}

function memberValue(key: string, value: unknown): unknown {
  const isNumber = key === '_PID' || key === 'CODE_LINE';
  return isNumber && typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
}

function priorityOf(value: unknown): number | undefined {
  const number = Number(value);
  return value !== undefined && Number.isInteger(number) && number >= 0 && number <= 7 ? number : undefined;
}
