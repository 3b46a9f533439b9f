import { messageOf } from '@logwarren/common';
import {
  arrayElements,
  bodyText,
  countElements,
  type JsonKeys,
  type NormalisedRecord,
  parseForeignJson,
  type RecordContext,
  type RecordOrProblem,
  Unreadable,
} from '@logwarren/contract';
import {
  type Carrier,
  eachLine,
  eachRecordText,
  headerOf,
  LayoutLearner,
  type LineParser,
  type LineParserOptions,
  NOTHING_LEARNT,
  TextsAhead,
  utf8Of,
} from '@logwarren/contract/formats';
import type { OwnFormat, ReaderSettings, TextReader } from '@logwarren/own-formats';
import { RequestError, tooManyRecordsError } from './request-error.ts';

/** Most bad records that an answer lists. */
export const MAX_DETAILS = 100;

/** Contents of a body: the good records, and the problems of the bad ones. */
export interface ParsedBody {
  records: NormalisedRecord[];
  rejected: number;
  /** Problems of the first MAX_DETAILS bad records, by their position in the body from 0. */
  details: { index: number; problem: string }[];
}

/** Settings and defaults for all records of a body. */
export interface BodyContext extends RecordContext {
  format: LineParserOptions['format'];
  timeZone?: string | undefined;
  /** Format of lines of text, and of lines that JSON wraps. */
  own?: OwnFormat | undefined;
  jsonKeys: JsonKeys;
  parserFor: (settings: LineParserOptions) => LineParser;
  readerFor: (settings: ReaderSettings) => TextReader;
  /** Most records that a body may hold. */
  maxRecords: number;
}

/**
 * Parses a body record by record, so that a body of many records is not parsed in one go. It yields undefined after
 * work that gives no record, for example for each of a million blank lines.
 */
export type BodyParser = (bytes: Buffer, context: BodyContext) => Iterable<RecordOrProblem | undefined>;

/** Media types of bodies that the source reads. */
export const MEDIA_TYPES: Readonly<Record<string, BodyParser>> = Object.freeze({
  'application/json': parseJsonBody,
  'application/x-ndjson': parseLinesOfJson,
  'application/ndjson': parseLinesOfJson,
  'application/jsonl': parseLinesOfJson,
  'application/x-jsonlines': parseLinesOfJson,
  'text/plain': parseText,
});

/** The default content type of curl, with a hint. */
const CURL: Readonly<Record<string, string>> = Object.freeze({
  'application/x-www-form-urlencoded': ", with curl -H 'content-type: application/json'",
});

/**
 * Finds the parser for a `content-type`.
 *
 * @throws RequestError 415
 */
export function bodyParser(contentType: string | undefined): BodyParser {
  const type = typeOf(contentType);
  const parser = Object.hasOwn(MEDIA_TYPES, type) ? MEDIA_TYPES[type] : undefined;
  if (parser === undefined) throw unsupportedTypeError(contentType);
  return parser;
}

function typeOf(contentType: string | undefined): string {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** Explains that the body's content type is missing or unknown, and lists the known ones. */
export function unsupportedTypeError(contentType: string | undefined): RequestError {
  const type = typeOf(contentType);
  const given =
    type === '' ? 'no content-type was given' : `content-type ${JSON.stringify(type.slice(0, MAX_TYPE))} is not known`;
  const message = `${given}; use application/json, application/x-ndjson or text/plain${CURL[type] ?? ''}`;
  return new RequestError(415, 'request-type-unsupported', message);
}

const MAX_TYPE = 100;

/**
 * Two objects, each on its own line. The pattern matches white space before the line break only once, so that the time
 * is linear.
 */
const OBJECT_A_LINE = /[}\]][ \t\r]*\n\s*[{[]/;

function* parseJsonBody(bytes: Buffer, context: BodyContext): Generator<RecordOrProblem | undefined, void, void> {
  const text = textOf(bytes);
  // Checked before parsing: objects take many times the memory of their text.
  if (countElements(text, context.maxRecords) > context.maxRecords) throw tooManyRecordsError(context.maxRecords);
  const body = parseWhole(text);
  const parser = parserOf(context);
  if (!Array.isArray(body)) return yield objectOf(parser, body, () => text, context);
  let elements: string[] | undefined;
  const elementAt = (index: number) => {
    elements ??= arrayElements(text);
    return elements[index] ?? '';
  };
  for (const [index, value] of body.entries()) yield objectOf(parser, value, () => elementAt(index), context);
}

function parseWhole(text: string): unknown {
  try {
    return parseForeignJson(text);
  } catch (error) {
    const hint = OBJECT_A_LINE.test(text.slice(0, 65_536)) ? '; for one object a line use application/x-ndjson' : '';
    const message = `the body is no JSON: ${messageOf(error)}${hint}`;
    throw new RequestError(400, 'request-body-invalid', message, { cause: error });
  }
}

/** Skips blank lines and does not count them. */
function* parseLinesOfJson(bytes: Buffer, context: BodyContext): Generator<RecordOrProblem | undefined, void, void> {
  const parser = parserOf(context);
  for (const line of eachLine(withoutMark(utf8Of(bytes)))) {
    if (line.trim() === '') {
      yield;
      continue;
    }
    try {
      yield objectOf(parser, parseForeignJson(line), () => line, context);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      yield { problem: `the line is no JSON: ${messageOf(error)}` };
    }
  }
}

/** Lines of any format; a line without a known format is a message. */
function* parseText(bytes: Buffer, context: BodyContext): Generator<RecordOrProblem | undefined, void, void> {
  const { observedAt, own, readerFor } = context;
  const reader = readerFor({ ...settingsOf(context), own });
  const layouts = new LayoutLearner(NOTHING_LEARNT);
  const texts = new TextsAhead<string>();
  let carrier: Carrier = { layouts };
  const read = (text: string): RecordOrProblem | undefined => {
    const next = headerOf(text, carrier.header);
    if (next !== undefined) carrier = { layouts, header: next };
    layouts.follow(texts.ahead, 0);
    const record = reader.parse(text, observedAt, carrier);
    return record && { record };
  };
  for (const text of eachRecordText(utf8Of(bytes), reader.createJoiner())) {
    const ready = text === undefined ? undefined : texts.push(text);
    yield ready === undefined ? undefined : read(ready);
  }
  for (const text of texts.end()) yield read(text);
}

function parserOf(context: BodyContext): Pick<TextReader, 'parseObject'> {
  const { own, parserFor, readerFor } = context;
  return own === undefined ? parserFor(settingsOf(context)) : readerFor({ ...settingsOf(context), own });
}

function settingsOf({ format, jsonKeys, service, timeZone }: BodyContext): LineParserOptions {
  return { format, jsonKeys, service, forceService: service !== undefined, timeZone, fallbackService: '' };
}

/** Undefined for a record that the own format drops. */
function objectOf(
  parser: Pick<TextReader, 'parseObject'>,
  value: unknown,
  text: () => string,
  { observedAt }: BodyContext,
): RecordOrProblem | undefined {
  return parser.parseObject(value, text, observedAt);
}

/** Decodes a body as over AMQP, where the same bytes become a dead letter. */
function textOf(bytes: Buffer): string {
  try {
    return bodyText(bytes);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const advice = '; send UTF-8, and name what it is packed with in content-encoding';
    const message = error.message.includes('content-encoding') ? error.message : error.message + advice;
    throw new RequestError(400, 'request-body-invalid', message, { cause: error });
  }
}

const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

function withoutMark(bytes: Buffer): Buffer {
  const hasMark = bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  return hasMark ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;
}
