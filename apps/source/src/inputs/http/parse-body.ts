import { messageOf } from '@logwarren/common';
import {
  type JsonKeys,
  type NormalisedRecord,
  parseJson,
  type RecordContext,
  recordFromJson,
} from '@logwarren/contract';
import { createLineJoiner, createLineParser, type LineParserOptions } from '@logwarren/contract/formats';
import { splitRecords } from '../split-records.ts';
import { RequestError } from './request-error.ts';

/** Most bad records that an answer lists. */
export const MAX_DETAILS = 100;

/** What a body held: the good records, and why the bad ones are none. */
export interface ParsedBody {
  records: NormalisedRecord[];
  rejected: number;
  /** Of the first MAX_DETAILS bad records, by their position in the body from 0. */
  details: { index: number; problem: string }[];
}

/** What holds for a body's records. */
export interface BodyContext extends RecordContext {
  format: LineParserOptions['format'];
  jsonKeys: JsonKeys;
}

type BodyParser = (text: Buffer, context: BodyContext) => ParsedBody;

/** Media types of the bodies that are understood. */
export const MEDIA_TYPES: Readonly<Record<string, BodyParser>> = Object.freeze({
  'application/json': parseJsonBody,
  'application/x-ndjson': parseLinesOfJson,
  'application/ndjson': parseLinesOfJson,
  'application/jsonl': parseLinesOfJson,
  'application/x-jsonlines': parseLinesOfJson,
  'text/plain': parseText,
});

/**
 * Finds the parser for a `content-type`.
 *
 * @throws RequestError 415
 */
export function bodyParser(contentType: string | undefined): BodyParser {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const parser = Object.hasOwn(MEDIA_TYPES, type) ? MEDIA_TYPES[type] : undefined;
  if (parser !== undefined) return parser;
  const given = type === '' ? 'no content-type was given' : `content-type ${JSON.stringify(type)} is not known`;
  const message = `${given}; use application/json, application/x-ndjson or text/plain`;
  throw new RequestError(415, 'request-type-unsupported', message);
}

function parseJsonBody(bytes: Buffer, context: BodyContext): ParsedBody {
  const text = textOf(bytes);
  let body: unknown;
  try {
    body = parseJson(text);
  } catch (error) {
    const hint = /[}\]]\s*\n\s*[{[]/.test(text.slice(0, 65_536))
      ? '; for one object a line use application/x-ndjson'
      : '';
    const message = `the body is no JSON: ${messageOf(error)}${hint}`;
    throw new RequestError(400, 'request-body-invalid', message, { cause: error });
  }
  const result = emptyBody();
  if (!Array.isArray(body)) add(result, { index: 0, value: body, text: text.trim() }, context);
  else for (const [index, value] of body.entries()) add(result, { index, value }, context);
  return result;
}

/** Blank lines are skipped and not counted. */
function parseLinesOfJson(bytes: Buffer, context: BodyContext): ParsedBody {
  const result = emptyBody();
  let index = 0;
  for (const line of textOf(bytes).split('\n')) {
    if (line.trim() === '') continue;
    try {
      add(result, { index, value: parseJson(line), text: line.trim() }, context);
    } catch (error) {
      reject(result, index, `the line is no JSON: ${messageOf(error)}`);
    }
    index += 1;
  }
  return result;
}

/** Lines of any format; one that is not recognised is a message. */
function parseText(bytes: Buffer, { format, jsonKeys, observedAt, service }: BodyContext): ParsedBody {
  const parser = createLineParser({ format, jsonKeys, service, fallbackService: '' });
  const texts = splitRecords(bytes, createLineJoiner());
  return { ...emptyBody(), records: texts.map((text) => parser.parse(text, observedAt)) };
}

function emptyBody(): ParsedBody {
  return { records: [], rejected: 0, details: [] };
}

/** A value of a body, at its position, with the text it was parsed from where that is its own. */
interface BodyValue {
  index: number;
  value: unknown;
  text?: string;
}

function add(result: ParsedBody, { index, value, text }: BodyValue, context: BodyContext): void {
  const outcome = recordFromJson(value, context, context.jsonKeys, text);
  if ('record' in outcome) result.records.push(outcome.record);
  else reject(result, index, outcome.problem);
}

function reject(result: ParsedBody, index: number, problem: string): void {
  result.rejected += 1;
  if (result.details.length < MAX_DETAILS) result.details.push({ index, problem });
}

function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
