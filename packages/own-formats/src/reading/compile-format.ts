import {
  type Attributes,
  addAttributes,
  createRecord,
  createTimeReader,
  parseForeignJson,
  type RecordParts,
  severityTextOf,
  type TimeReader,
} from '@logwarren/contract';
import type { LineContext, OwnStarts, TextFormat } from '@logwarren/contract/formats';
import { RE2JS } from 're2js';
import type { OwnFormat } from '../format/format-schema.ts';

/*
 * Users' patterns run in RE2's engine, which takes linear time for any pattern: about 7 µs for a line with four groups.
 * JavaScript's engine takes 0.2 µs, but exponential time for patterns such as `(a+)+$`.
 */

/**
 * Longest line that patterns are tried on, in characters; a longer line counts as one that does not match. Patterns
 * take 1 to 2 µs for each character, so a line of 8 MiB would keep the whole process busy for 15 s.
 */
export const MAX_MATCHED_LENGTH = 32 * 1024;

/** Groups that become parts of a record; all others become attributes. */
const PARTS = ['timestamp', 'severity', 'service', 'message', 'traceId', 'spanId'] as const;
type Part = (typeof PARTS)[number];

/** Names of groups that were probably meant to be one of the parts. */
const NEAR_PARTS: Readonly<Record<string, Part>> = Object.freeze({
  time: 'timestamp',
  ts: 'timestamp',
  date: 'timestamp',
  datetime: 'timestamp',
  level: 'severity',
  lvl: 'severity',
  loglevel: 'severity',
  msg: 'message',
  trace_id: 'traceId',
  span_id: 'spanId',
});

/** A format, ready to read. */
export interface CompiledFormat {
  /** Reads a text; undefined if the pattern does not match it. */
  read: TextFormat;
  /** True for a text that the format drops. */
  isDropped: (text: string) => boolean;
  /** Finds the lines at which records begin; undefined if only the built-in rules find them. */
  starts: OwnStarts | undefined;
}

/** A fault in one part of a format. */
interface Problem {
  /** Keys that lead to the part. */
  path: readonly (string | number)[];
  problem: string;
}

/** Compiles a format. @returns all its problems instead, if there are any */
export function compileFormat(format: OwnFormat): CompiledFormat | { problems: Problem[] } {
  const problems: Problem[] = [];
  const regex = (text: string | undefined, ...path: (string | number)[]) => {
    if (text === undefined) return undefined;
    const compiled = compilePattern(text);
    if (!('problem' in compiled)) return compiled;
    problems.push({ path, problem: compiled.problem });
    return undefined;
  };
  const pattern = regex(format.pattern, 'pattern');
  const start = regex(format.start, 'start');
  const drop = (format.drop ?? []).map((text, index) => regex(text, 'drop', index));
  const reader = createTimeReader(format.time);
  if (typeof reader !== 'function') problems.push({ path: ['time'], problem: reader.problem });
  if (pattern !== undefined || format.pattern === undefined) problems.push(...groupProblems(format, pattern));
  if (problems.length > 0 || typeof reader !== 'function') return { problems };
  const drops = drop.filter((each) => each !== undefined);
  return {
    read: pattern === undefined ? () => undefined : createReader(format, pattern, reader),
    /** True for a text that the format drops. */
    isDropped: (text) => text.length <= MAX_MATCHED_LENGTH && drops.some((each) => each.test(text)),
    starts: startsOf(start, pattern),
  };
}

/** Without `start`, a line that the pattern matches begins a record, whatever the line above it is. */
function startsOf(start: RE2JS | undefined, pattern: RE2JS | undefined): OwnStarts | undefined {
  if (start !== undefined)
    return { isStart: (text) => start.test(text.slice(0, MAX_MATCHED_LENGTH)), isOnlyRule: true };
  const isStart = (text: string) => text.length <= MAX_MATCHED_LENGTH && pattern?.testExact(text) === true;
  return pattern && { isStart, isOnlyRule: false };
}

function compilePattern(text: string): RE2JS | { problem: string } {
  try {
    return RE2JS.compile(text);
  } catch (error) {
    const reason = (error as Error).message.replace(/^error parsing regexp: /, '');
    const isPerl = /\(\?(?:=|!|<=|<!)|\\[1-9]/.test(text);
    return { problem: isPerl ? `${reason}; look-around and back-references do not run in linear time` : reason };
  }
}

function groupProblems(format: OwnFormat, pattern: RE2JS | undefined): Problem[] {
  const groups = pattern === undefined ? [] : Object.keys(pattern.namedGroups());
  const { attributes = {}, numbers = [] } = format;
  const problems: Problem[] = [];
  const known = groups.length === 0 ? 'it has no named groups' : `its groups are ${groups.join(', ')}`;
  const missing = (group: string) => `the pattern has no group ${group}; ${known}`;
  for (const group of Object.keys(attributes)) {
    if (!groups.includes(group)) problems.push({ path: ['attributes', group], problem: missing(group) });
  }
  for (const [index, group] of numbers.entries()) {
    if (!groups.includes(group)) problems.push({ path: ['numbers', index], problem: missing(group) });
  }
  for (const [key, group] of [
    ['time', 'timestamp'],
    ['severity', 'severity'],
  ] as const) {
    if (format[key] !== undefined && !groups.includes(group)) problems.push({ path: [key], problem: missing(group) });
  }
  if (pattern !== undefined && groups.length === 0) {
    problems.push({ path: ['pattern'], problem: 'has no named group like (?P<message>.*)' });
  }
  for (const group of groups) {
    const near = Object.hasOwn(NEAR_PARTS, group) && !Object.hasOwn(attributes, group) ? NEAR_PARTS[group] : undefined;
    if (near === undefined || groups.includes(near)) continue;
    const advice = `name it ${near}, or list it under attributes`;
    problems.push({ path: ['pattern'], problem: `the group ${group} would be an attribute; ${advice}` });
  }
  return problems;
}

function createReader(format: OwnFormat, pattern: RE2JS, readTime: TimeReader): TextFormat {
  const groups = Object.entries(pattern.namedGroups());
  const numbers = new Set(format.numbers);
  // A map, because a group may be called `constructor`, which every object has.
  const renamed = new Map(Object.entries(format.attributes ?? {}));
  const names = new Map(groups.map(([group]) => [group, renamed.get(group) ?? group]));
  const isPart = (group: string): group is Part => PARTS.includes(group as Part) && !renamed.has(group);
  const severities = severityMap(format.severity);
  return (text, context) => {
    const end = text.indexOf('\n');
    const line = end < 0 ? text : text.slice(0, end);
    if (line.length > MAX_MATCHED_LENGTH) return undefined;
    const matcher = pattern.matcher(line);
    if (!matcher.matches()) return undefined;
    const parts: Partial<Record<Part, string>> = {};
    const others: [name: string, value: unknown][] = [];
    for (const [group, index] of groups) {
      const value = matcher.group(index);
      if (value === null) continue;
      if (isPart(group)) parts[group] = value;
      else others.push([names.get(group) ?? group, numbers.has(group) ? numberOf(value) : value]);
    }
    return recordOf({ format, parts, others, severities, readTime }, text, end, context);
  };
}

interface Matched {
  format: OwnFormat;
  parts: Partial<Record<Part, string>>;
  others: [name: string, value: unknown][];
  severities: ReadonlyMap<string, string>;
  readTime: TimeReader;
}

function recordOf(matched: Matched, text: string, end: number, context: LineContext) {
  const { format, others, parts, readTime, severities } = matched;
  const { message, service, severity, spanId, timestamp, traceId } = parts;
  const time = timestamp === undefined ? undefined : readTime(timestamp, context.observedAt);
  // Keeps a text that is not a time.
  if (timestamp && time === undefined) others.push(['log.time', timestamp]);
  const attributes: Attributes = {};
  addAttributes(attributes, others);
  const meaning = severity === undefined ? undefined : severities.get(severity.trim().toLowerCase());
  const rest = end < 0 ? '' : text.slice(end);
  const record: RecordParts = {
    message: message === undefined ? text : message + rest,
    timestamp: time,
    service: service || format.service,
    severity: meaning ?? severity,
    attributes,
    ...(traceId ? { traceId } : {}),
    ...(spanId ? { spanId } : {}),
  };
  context.onFormat?.(format.name);
  const created = createRecord(record, context);
  if (meaning !== undefined && severity !== created.severity) created.severityText = severityTextOf(severity);
  return created;
}

function severityMap(severity: OwnFormat['severity']): ReadonlyMap<string, string> {
  return new Map(Object.entries(severity ?? {}).map(([word, meaning]) => [word.trim().toLowerCase(), meaning]));
}

/** Reads a number without losing digits; a text that is not a number stays a text. */
function numberOf(text: string): unknown {
  if (/^-?(?:0|[1-9]\d{0,19})$/.test(text)) return parseForeignJson(text);
  const isNumber = /^[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,3})?$/.test(text);
  const number = isNumber ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : text;
}
