import { createRecord, type NormalisedRecord, setMessage } from '../../record/index.ts';
import type { TextContext } from '../layouts/layout-learner.ts';
import type { LogObject } from '../text/log-object.ts';

/** Defaults for a line, and a listener for the formats that recognise it. */
export interface LineContext extends TextContext {
  /** True for a first line whose record has text on further lines: its own message may be empty. */
  hasMoreLines?: boolean | undefined;
  /** Called with the name of each format that recognises the text; from the inside out if one format wraps another. */
  onFormat?: ((name: string) => void) | undefined;
}

/**
 * Parses one line, without its line break. The same line and context always give the same record.
 *
 * @returns undefined when the line does not have this format; the caller then tries another or keeps the line as it is
 */
export type LineFormat = (line: string, context: LineContext) => NormalisedRecord | undefined;

/** The same for a record that may hold several lines, separated by `\n`. */
export type TextFormat = (text: string, context: LineContext) => NormalisedRecord | undefined;

/** Makes a record of a JSON object that it knows; undefined leaves it to the next format. */
export type ObjectFormat = (
  object: LogObject,
  text: () => string,
  context: LineContext,
) => NormalisedRecord | undefined;

/**
 * The record of a text that no format knows: the whole text is the message, the severity is unset, and the time is that
 * of reading.
 */
export function rawRecord(text: string, context: LineContext): NormalisedRecord {
  return createRecord({ message: text }, context);
}

/**
 * Reads the first line with a format, and appends the lines after it (a stack trace) to the message unchanged. If the
 * first line is only a head, they are the message, without the blank lines before them.
 */
export function firstLineBy(format: LineFormat): TextFormat {
  return (text, context) => {
    const end = text.indexOf('\n');
    if (end < 0) return format(text, context);
    const further = text.slice(end);
    const hasMoreLines = /\S/.test(further);
    const record = format(text.slice(0, end), hasMoreLines ? { ...context, hasMoreLines } : context);
    if (record === undefined) return undefined;
    if (hasMoreLines && record.message === '') setMessage(record, further.slice(startOfText(further)));
    else appendToMessage(record, further);
    return record;
  };
}

/** The beginning of the first line that is not blank. */
function startOfText(text: string): number {
  return text.lastIndexOf('\n', text.search(/\S/)) + 1;
}

/** Appends to a message within its limit; `addition` starts with its own line break. */
export function appendToMessage(record: NormalisedRecord, addition: string): void {
  setMessage(record, record.message + addition);
}

/** The same format, which reports its name for each text that it recognises. */
export function named(name: string, format: LineFormat): LineFormat {
  return (text, context) => {
    const record = format(text, context);
    if (record === undefined) return undefined;
    tellFormat(name, context);
    return record;
  };
}

/** Reports the format that recognised a text. */
export function tellFormat(name: string, { layouts, onFormat, service }: LineContext): void {
  onFormat?.(name);
  layouts?.recognise(name, service);
}

/** The first of several formats that knows a line. */
export function firstOf(formats: readonly LineFormat[]): LineFormat {
  return (line, context) => {
    for (const format of formats) {
      const record = format(line, context);
      if (record !== undefined) return record;
    }
    return undefined;
  };
}
