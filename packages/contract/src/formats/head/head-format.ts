import {
  createRecord,
  type NormalisedRecord,
  type RecordParts,
  severityFields,
  severityNumberOf,
} from '../../record/index.ts';
import { instantOf } from '../../times/index.ts';
import { addExtraAttributes } from '../format/free-names.ts';
import type { LineContext, LineFormat, TextFormat } from '../format/line-format.ts';
import { readInside } from '../format/read-inside.ts';
import { isOdd, keepWords, withoutService } from '../format/refused-service.ts';
import { crashSeverity } from '../severity/crash.ts';
import { kernelSeverity } from '../severity/kernel-lines.ts';
import { phraseSeverity } from '../severity/phrases.ts';
import { type LogObject, parseLogObject } from '../text/log-object.ts';
import { accessInside } from './access-inside.ts';
import { objectBehindWords } from './object-behind-words.ts';
import { type Head, readHead } from './read-head.ts';
import { takePairs } from './trailing-pairs.ts';

/**
 * Makes the reader of lines with a time or a severity at their beginning; see `read-head.ts`.
 *
 * @param inner reads JSON that is the whole message
 */
export function createHeadFormat(inner: TextFormat): LineFormat {
  return (line, context) => {
    const head = readHead(line, context);
    return head && recordOf(line, head, context, inner);
  };
}

function recordOf(line: string, head: Head, context: LineContext, inner: TextFormat): NormalisedRecord {
  const { level, opening, service } = head;
  const isRefused = service !== undefined && isOdd(context, 'head');
  // A word before a time alone may announce the lines below: `Start-Date: …`.
  const mayBeBare = level !== undefined || opening.before.length === 0;
  const parts = partsOf(line, head, mayBeBare && context.hasMoreLines === true);
  if (isRefused) parts.service = undefined;
  const object = pairsOf(line, head, parts) ?? objectOf(parts, context);
  const within = object ? readInside(object, context, inner) : requestOf(parts, context, inner);
  if (level === undefined) parts.severity = severityOfText(line, parts.message);
  const tail = within === undefined && level !== undefined ? (takeTail(parts) ?? takePairs(line, parts)) : undefined;
  const record = within ?? createRecord(parts, context);
  if (isRefused) keepWords(record, line.slice(opening.end), service);
  if (tail !== undefined) addExtraAttributes(record, Object.entries(tail));
  const isYearless = opening.time?.isYearless === true && record.timestamp === opening.time.ms;
  if (isYearless) context.onBorrowedTime?.(record, 'year');
  return record;
}

/** The request in the message. Its status sets the severity, unless the program gives a graver one. */
function requestOf(parts: RecordParts, context: LineContext, inner: TextFormat): NormalisedRecord | undefined {
  const request = accessInside(parts);
  const record = request && readInside(request, context, inner);
  if (record === undefined || !Object.hasOwn(record.attributes ?? {}, STATUS)) return undefined;
  const stated = severityNumberOf(parts.severity, parts.severityScale) ?? 0;
  if (stated > record.severityNumber) Object.assign(record, severityFields(parts.severity, parts.severityScale));
  return record;
}

const STATUS = 'http.response.status_code';

/** `[Tue May 14 10:00:00 2024] text`: dmesg -T. */
const DMESG = /^\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\] /;

function severityOfText(line: string, message: string): string | undefined {
  const ofKernel = line.startsWith('[') && DMESG.test(line) ? kernelSeverity(message) : undefined;
  return ofKernel ?? crashSeverity(message) ?? phraseSeverity(message);
}

function partsOf(line: string, head: Head, mayBeEmpty: boolean): RecordParts {
  const { attributes, level, opening, service } = head;
  return {
    message: messageOf(line, head, mayBeEmpty),
    timestamp: opening.time && instantOf(opening.time),
    severity: level?.severity,
    severityScale: level?.isSyslogNumber ? 'syslog' : undefined,
    service,
    attributes,
  };
}

/** The text after the head. Without a head, the text after the time, unless the message may be empty. */
function messageOf(line: string, { messageAt, opening }: Head, mayBeEmpty: boolean): string {
  const message = line.slice(messageAt);
  if (message.trim() !== '') return message;
  if (mayBeEmpty) return '';
  return line.slice(opening.end) || line;
}

/** Pairs after the time, beginning with the severity. */
const PAIRS = /^(?:level|lvl|severity|log_?level)="?[A-Za-z]{1,13}"? \w{1,64}=/;

function pairsOf(line: string, { opening }: Head, parts: RecordParts): RecordParts | undefined {
  const message = line.slice(opening.end);
  return PAIRS.test(message) ? { ...parts, message } : undefined;
}

/** The same parts with the object that is the message, after a tag or alone. */
function objectOf(parts: RecordParts, context: LineContext): RecordParts | undefined {
  const { message } = parts;
  if (!message.endsWith('}')) return undefined;
  if (message.startsWith('{"')) return parts;
  const behind = parts.severity === undefined ? objectBehindWords(message) : undefined;
  if (behind === undefined) return undefined;
  const { service, ...others } =
    behind.service !== undefined && isOdd(context, 'object') ? withoutService(behind) : behind;
  const attributes = { ...parts.attributes, ...others.attributes };
  return { ...parts, ...others, attributes, service: service ?? parts.service };
}

/** Fields after a message: those of zap on a console, and those of Monolog, followed by an empty list. */
function takeTail(parts: RecordParts): LogObject | undefined {
  const { message } = parts;
  const text = message.replace(/(?: \[\]){1,2}\s{0,2}$/, '');
  if (!text.endsWith('}')) return undefined;
  const start = text.search(/[\t ]\{"/);
  const object = start < 1 ? undefined : parseLogObject(text.slice(start + 1));
  if (object !== undefined) parts.message = text.slice(0, start);
  return object;
}
