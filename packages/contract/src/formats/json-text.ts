import { type JsonKeys, type NormalisedRecord, recordFromJson } from '../index.ts';
import { startsObject } from './json-lines.ts';
import { appendToMessage, type LineContext, type TextFormat } from './line-format.ts';
import { type LogObject, parseLogObject } from './log-object.ts';
import { isMongodEntry, recordFromMongod } from './mongod-entry.ts';

/** Makes a record of a JSON object that it knows; undefined leaves it to the next. */
export type ObjectFormat = (
  object: LogObject,
  text: () => string,
  context: LineContext,
) => NormalisedRecord | undefined;

/** JSON of pino, winston, bunyan and any other logger, found by the given keys. */
export function createGenericObjectFormat(keys: JsonKeys): ObjectFormat {
  return (object, text, context) => {
    const read = recordFromJson(object, context, keys, () => text().trim());
    return 'record' in read ? read.record : undefined;
  };
}

/** mongod's own log; see `mongod-entry.ts`. */
export const mongodObjectFormat: ObjectFormat = (object, _text, context) =>
  isMongodEntry(object) ? recordFromMongod(object, context) : undefined;

/**
 * Reads a record that starts with a JSON object: on its first line, with what follows (a stack trace that was printed
 * raw) appended to the message, or pretty-printed over all of its lines.
 *
 * @param formats the first that knows the object makes the record
 */
export function createJsonText(formats: readonly ObjectFormat[]): TextFormat {
  return (text, context) => {
    if (!startsObject(text)) return undefined;
    const end = text.indexOf('\n');
    const head = end < 0 ? text : text.slice(0, end);
    const object = parseLogObject(head);
    if (object === undefined) return end < 0 ? undefined : wholeText(text, context, formats);
    const record = firstObject(formats, object, () => head, context);
    if (record !== undefined && end >= 0) appendToMessage(record, text.slice(end));
    return record;
  };
}

function wholeText(text: string, context: LineContext, formats: readonly ObjectFormat[]): NormalisedRecord | undefined {
  const object = parseLogObject(text);
  return object === undefined ? undefined : firstObject(formats, object, () => text, context);
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
