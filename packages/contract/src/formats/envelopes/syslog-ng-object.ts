import { type Attributes, addAttributes, type NormalisedRecord } from '../../record/index.ts';
import { instantOf, takeTime } from '../../times/index.ts';
import type { LineContext, ObjectFormat, TextFormat } from '../format/line-format.ts';
import { recordInside } from '../format/read-inside.ts';
import type { LogObject } from '../text/log-object.ts';

/*
 * An entry of syslog-ng's `$(format-json --scope rfc3164)`. Its names look like those of journald, but none begins with
 * an underscore. The severity is a word, and the time has syslog's form:
 *
 *     {"PROGRAM":"sshd","PRIORITY":"err","PID":"12","MESSAGE":"text","HOST":"web","FACILITY":"auth","DATE":"Nov 29 10:00:01"}
 */

const TIME_KEYS = ['ISODATE', 'S_ISODATE', 'R_ISODATE', 'DATE', 'FULLDATE'];
const SEVERITY_KEYS = ['PRIORITY', 'LEVEL', 'SEVERITY'];
const NAMES: Readonly<Record<string, string>> = Object.freeze({
  HOST: 'host.name',
  PID: 'process.pid',
  FACILITY: 'syslog.facility',
  MSGID: 'syslog.msg_id',
});

/** Makes the reader of syslog-ng's entries; `inner` reads what the program wrote. */
export function createSyslogNgFormat(inner: TextFormat): ObjectFormat {
  return (object, _text, context) => {
    const { MESSAGE: message } = object;
    return typeof message === 'string' && isEntry(object) ? recordOf(object, message, context, inner) : undefined;
  };
}

function isEntry(object: LogObject): boolean {
  if (!Object.hasOwn(object, 'HOST') && !Object.hasOwn(object, 'PROGRAM')) return false;
  if (Object.keys(object).some((key) => key.startsWith('_'))) return false;
  return textOf(object, TIME_KEYS) !== undefined || Number.isNaN(Number(textOf(object, SEVERITY_KEYS) ?? 0));
}

function recordOf(entry: LogObject, message: string, context: LineContext, inner: TextFormat): NormalisedRecord {
  const time = takeTime(textOf(entry, TIME_KEYS) ?? '', 0, context.observedAt);
  const taken = new Set(['MESSAGE', 'PROGRAM', ...TIME_KEYS, ...SEVERITY_KEYS]);
  const attributes: Attributes = {};
  addAttributes(
    attributes,
    Object.entries(entry).flatMap(([key, value]) =>
      taken.has(key) ? [] : [[NAMES[key] ?? key, memberValue(key, value)]],
    ),
  );
  const parts = {
    message,
    timestamp: time && instantOf(time),
    service: textOf(entry, ['PROGRAM']),
    severity: textOf(entry, SEVERITY_KEYS),
    attributes,
  };
  const record = recordInside(parts, context, inner);
  if (time?.isYearless === true && record.timestamp === time.ms) context.onBorrowedTime?.(record, 'year');
  return record;
}

function memberValue(key: string, value: unknown): unknown {
  return key === 'PID' && typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
}

function textOf(object: LogObject, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = object[key];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}
