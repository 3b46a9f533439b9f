import { isRecordId, MAX_ATTRIBUTE_NAME_LENGTH, MAX_SERVICE_LENGTH } from '@logwarren/contract';
import {
  type Filter,
  parseQuery,
  parseSeverityParameter,
  parseText,
  parseTimeParameter,
  QueryProblem,
  severityForms,
  timeAdvice,
} from '@logwarren/query';
import { type Cursor, decodeCursor, isTimeZone } from '@logwarren/store';
import { decodeMoment, type Moment } from '../queries/moment.ts';
import { once, type Parsed, quote } from './kinds.ts';

/** Readers of the texts of query parameters: each returns the value for a query, or a problem. */

const MAX_TEXT_LENGTH = 1_000;
const MAX_PHRASES = 32;
/** The largest |ms| that a Date can hold. */
const MAX_MS = 8.64e15;

/** A severity, as a filter. */
export function readSeverity(word: string): Parsed<Filter & { kind: 'severity' }> {
  const filter = parseSeverityParameter(word);
  return filter === undefined
    ? { problem: `${quote(word)} is not a severity; ${severityForms(word)}` }
    : { value: filter };
}

/** The name of a service, or of a source. */
export function readService(service: string): Parsed<string> {
  if (service.length <= MAX_SERVICE_LENGTH) return { value: service };
  return { problem: `has ${service.length} characters; a service has at most ${MAX_SERVICE_LENGTH}` };
}

/** A moment, as `from` and `to` accept it. */
export function time(end: 'from' | 'to') {
  return once((text) => {
    const value = parseTimeParameter(text, end);
    return value === undefined ? { problem: `${quote(text)} is not a time; ${timeAdvice(text)}` } : { value };
  });
}

/** Words and phrases that must all occur. */
export function readText(text: string): Parsed<Filter> {
  if (text.length > MAX_TEXT_LENGTH) return { problem: `is longer than ${MAX_TEXT_LENGTH} characters` };
  const parsed = parseText(text);
  if ('problem' in parsed) return { problem: parsed.problem };
  const { filter } = parsed;
  if (filter.kind === 'and' && filter.filters.length > MAX_PHRASES) {
    return { problem: `has ${filter.filters.length} words; at most ${MAX_PHRASES} are allowed` };
  }
  return { value: filter };
}

/** Only checked here: its relative times count from the moment of the answer. */
export function checkQuery(text: string): Parsed<string> {
  try {
    parseQuery(text, Date.now());
    return { value: text };
  } catch (error) {
    if (!(error instanceof QueryProblem)) throw error;
    const { message, position, line, caret, hint } = error;
    return { problem: `cannot be read: ${message}`, place: { position, line, caret, hint } };
  }
}

/** A text of at most 1,000 characters. */
export function readShortText(text: string): Parsed<string> {
  return text.length <= MAX_TEXT_LENGTH ? { value: text } : { problem: `is longer than ${MAX_TEXT_LENGTH} characters` };
}

/** A trace id, in any notation. */
export function readTraceId(text: string): Parsed<string> {
  const value = text.trim().replaceAll('-', '').toLowerCase();
  return /^[0-9a-f]{32}$/.test(value)
    ? { value }
    : { problem: `${quote(text)} is not a trace id; it has 32 hex digits` };
}

/** The order of a page. */
export function readOrder(text: string): Parsed<'asc' | 'desc'> {
  const value = text.trim().toLowerCase();
  if (value === 'asc' || value === 'desc') return { value };
  return { problem: `${quote(text)} is not allowed; use desc (newest first) or asc (oldest first)` };
}

/** `next` or `previous` of a page. */
export function readCursor(text: string): Parsed<Cursor> {
  const value = decodeCursor(text.trim());
  if (value !== undefined && Math.abs(value.timestamp) < MAX_MS) return { value };
  return { problem: 'is not one of ours; use `next` of the page before, unchanged' };
}

/** The id of a record. */
export function readRecordId(text: string): Parsed<string> {
  const value = text.trim().toLowerCase();
  if (isRecordId(value)) return { value };
  return { problem: `${quote(text)} is not a record id; it is a UUID such as 019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011` };
}

/** `asOf` of an answer. */
export function readMoment(text: string): Parsed<Moment> {
  const value = decodeMoment(text.trim());
  if (value !== undefined) return { value };
  return { problem: 'is not one of ours; use `asOf` of another answer, unchanged' };
}

const MAX_STEP_MS = 366 * 86_400_000;
const STEP = /^(\d{1,9})(ms|s|m|h|d|w)$/i;
const STEP_UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5 };

/** A length of time, in ms. */
export function readStep(text: string): Parsed<number> {
  const [, number = '', unit = ''] = STEP.exec(text.trim()) ?? [];
  const value = Number(number) * (STEP_UNIT_MS[unit.toLowerCase()] ?? 0);
  if (value >= 1 && value <= MAX_STEP_MS) return { value };
  return { problem: `${quote(text)} is not a step; use a length of time such as 500ms, 30s, 1m, 1h or 1d` };
}

/** A zone by its IANA name. */
export function readTimeZone(text: string): Parsed<string> {
  const value = text.trim();
  if (isTimeZone(value)) return { value };
  return { problem: `${quote(text)} is not a time zone that is known here; use a name such as Europe/Berlin, or UTC` };
}

/** The name of a field. */
export function readField(name: string): Parsed<string> {
  if (name.length <= MAX_ATTRIBUTE_NAME_LENGTH) return { value: name };
  return { problem: `has a name of ${name.length} characters; it has at most ${MAX_ATTRIBUTE_NAME_LENGTH}` };
}
