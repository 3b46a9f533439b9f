import { arrayElements, parseForeignJson } from '../../../json/index.ts';
import {
  type JsonKeys,
  type NormalisedRecord,
  recordFromJson,
  setMessage,
  severityFields,
} from '../../../record/index.ts';
import { letteredFormat } from '../../columns/lettered-lines.ts';
import { appendToMessage, type LineContext, type ObjectFormat, type TextFormat } from '../../format/line-format.ts';
import { readInside } from '../../format/read-inside.ts';
import { isLoggerObject } from '../../head/object-behind-words.ts';
import { readHead } from '../../head/read-head.ts';
import { crashSeverity } from '../../severity/crash.ts';
import { startsObject } from '../../text/json-lines.ts';
import { isNestedDeeply, type LogObject, parseLogObject } from '../../text/log-object.ts';
import { withoutEscapedColours } from '../../text/terminal-codes.ts';
import { adaptObject } from './loggers/adapt-object.ts';
import { parseLooseObject } from './loose/loose-object.ts';
import { isMongodEntry, recordFromMongod } from './products/mongod-entry.ts';

/** JSON of any logger, found by the given keys and by the further names that `body/` knows. */
export function createGenericObjectFormat(keys: JsonKeys, inner?: TextFormat): ObjectFormat {
  return (object, text, context) => {
    const adapted = adaptObject(object, keys);
    const isWrapped =
      inner !== undefined && (WRAPPED.some((key) => typeof adapted[key] === 'string') || holdsObject(adapted));
    if (isWrapped) return wrappedRecord(adapted, text, context, keys, inner);
    const read = recordFromJson(adapted, withLevelOfMessage(context), keys, () => text().trim());
    return 'record' in read ? read.record : undefined;
  };
}

/** An object without a severity has that of its message, read like a line: CloudWatch and Azure wrap lines this way. */
function withLevelOfMessage(context: LineContext): LineContext {
  return {
    ...context,
    onUnsetSeverity: (record) => {
      const { message } = record;
      const line = message.slice(0, MAX_HEAD).split('\n', 1)[0] ?? '';
      const severity = line.startsWith('{') ? undefined : levelOfLine(line, context);
      if (severity === undefined || context.severityNumber !== undefined) context.onUnsetSeverity?.(record);
      else Object.assign(record, severityFields(severity));
    },
  };
}

const MAX_HEAD = 1024;

function levelOfLine(line: string, context: LineContext): string | number | undefined {
  const found = letteredFormat(line, { observedAt: context.observedAt, service: context.service });
  return found?.severityText ?? found?.severity ?? readHead(line, context)?.level?.severity ?? crashSeverity(line);
}

/** Keys under which Fluent Bit and GCP keep the unchanged line of a program. */
const WRAPPED = ['log', 'textPayload'];

/** True for Filebeat's message if the program writes JSON. */
function holdsObject({ message }: LogObject): boolean {
  return typeof message === 'string' && message.startsWith('{"') && isLoggerObject(message);
}

function wrappedRecord(
  object: LogObject,
  text: () => string,
  context: LineContext,
  keys: JsonKeys,
  inner: TextFormat,
): NormalisedRecord | undefined {
  let hasSeverity = true;
  let hasTime = true;
  let isYearless = false;
  const read = recordFromJson(
    object,
    {
      ...context,
      onUnsetSeverity: () => {
        hasSeverity = false;
      },
      onBorrowedTime: (_record, borrowed) => {
        if (borrowed === 'time') hasTime = false;
        else isYearless = true;
      },
    },
    keys,
    () => text().trim(),
  );
  if (!('record' in read)) return undefined;
  const { attributes, message, nanos = 0, service, timestamp } = read.record;
  const parts = { message, service, attributes, ...(hasTime ? { timestamp: { ms: timestamp, nanos } } : {}) };
  const record = hasSeverity ? undefined : readInside(parts, context, inner);
  if (hasTime && isYearless) context.onBorrowedTime?.(record ?? read.record, 'year');
  if (record !== undefined) return record;
  if (!hasTime) context.onBorrowedTime?.(read.record, 'time');
  if (!hasSeverity) context.onUnsetSeverity?.(read.record);
  return read.record;
}

/** mongod's own log; see `mongod-entry.ts`. */
export const mongodObjectFormat: ObjectFormat = (object, _text, context) =>
  isMongodEntry(object) ? recordFromMongod(object, context) : undefined;

/**
 * Reads a record that starts with a JSON object. If the object is on its first line, the following text (a raw stack
 * trace) is appended to the message; otherwise the object is pretty-printed over all lines.
 *
 * @param formats the first that knows the object makes the record
 */
export function createJsonText(formats: readonly ObjectFormat[]): TextFormat {
  return (text, context) => {
    if (!startsObject(text)) return undefined;
    const end = text.indexOf('\n');
    const head = end < 0 ? text : text.slice(0, end);
    const object = parseLogObject(head);
    if (object === undefined) return end < 0 ? looseText(text, context, formats) : wholeText(text, context, formats);
    const record = firstObject(formats, object, () => withoutEscapedColours(head), context);
    if (record !== undefined && end >= 0) appendToMessage(record, text.slice(end));
    return record;
  };
}

function wholeText(text: string, context: LineContext, formats: readonly ObjectFormat[]): NormalisedRecord | undefined {
  const object = parseLogObject(text);
  if (object === undefined) return looseText(text, context, formats);
  return firstObject(formats, object, () => withoutEscapedColours(text), context);
}

/** A text that is nearly JSON; the whole text is its message if the object has none. */
function looseText(text: string, context: LineContext, formats: readonly ObjectFormat[]): NormalisedRecord | undefined {
  const loose = parseLooseObject(text);
  if (loose === undefined) return undefined;
  let isWhole = false;
  const whole = () => {
    isWhole = true;
    return text;
  };
  const record = firstObject(formats, loose.object, whole, context);
  if (record !== undefined && loose.rest !== '' && !isWhole) appendToMessage(record, `\n${loose.rest}`);
  return record;
}

/** The record of the first format that knows the object. */
export function firstObject(
  formats: readonly ObjectFormat[],
  object: LogObject,
  text: () => string,
  context: LineContext,
): NormalisedRecord | undefined {
  for (const format of formats) {
    const record = format(object, text, context);
    if (record !== undefined) return record;
  }
  return undefined;
}

/**
 * Reads a line that is a list of objects as one record. Time, severity and service come from the first object; the
 * message is the whole line.
 */
export function createListText(object: TextFormat): TextFormat {
  return (text, context) => {
    if (!text.endsWith(']') || text.includes('\n')) return undefined;
    const [first] = arrayElements(text);
    if (first === undefined || parseLogObject(first) === undefined || !isJson(text)) return undefined;
    const record = object(first, context);
    if (record !== undefined) setMessage(record, text);
    return record;
  };
}

function isJson(text: string): boolean {
  if (isNestedDeeply(text)) return false;
  try {
    parseForeignJson(text);
    return true;
  } catch {
    return false;
  }
}
