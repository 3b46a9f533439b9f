import { createRecord, type NormalisedRecord } from '../../record/index.ts';
import { instantOf, takeTime } from '../../times/index.ts';
import type { LineContext, TextFormat } from '../format/line-format.ts';
import { JUL_LEVEL } from '../severity/level-words.ts';

/*
 * Heads of two lines: java.util.logging's, and the console of .NET.
 *
 *     May 14, 2024 10:00:00 AM org.apache.catalina.startup.Catalina start
 *     SEVERE: text
 *
 *     2024-05-14 10:00:00 [main] com.shop.Stock.load()      tinylog
 *     ERROR: text
 *
 *     fail: Shop.Worker[0]
 *           text
 */

/** The method may be unknown. */
const JUL = /^ ([\w$.]{1,200})(?: ([\w$<>]{1,120}))?$/;
const TINYLOG = /^ \[([^\]]{1,128})\] ([\w$.]{1,200})\.([\w$<>]{1,120})\(\)$/;
const TINYLOG_LEVEL = /^(TRACE|DEBUG|INFO|WARN|WARNING|ERROR): /;
const DOTNET = /^(trce|dbug|info|warn|fail|crit): ([\w.+`<>,-]{1,200})\[(\d{1,9})\]$/;

/** Reads a record whose head has two lines; the second must follow the first. */
export const twoLineText: TextFormat = (text, context) => {
  const end = text.indexOf('\n');
  const first = end < 0 ? text : text.slice(0, Math.min(end, 512));
  return dotnet(first, text, end, context) ?? (end < 0 ? undefined : behindPlace(first, text, end + 1, context));
};

function behindPlace(first: string, text: string, from: number, context: LineContext): NormalisedRecord | undefined {
  return first.endsWith(')') ? tinylog(first, text.slice(from), context) : jul(first, text.slice(from), context);
}

function tinylog(first: string, rest: string, context: LineContext): NormalisedRecord | undefined {
  const level = TINYLOG_LEVEL.exec(rest.slice(0, 16));
  const time = level === null ? undefined : takeTime(first, 0, context.observedAt);
  const place = time === undefined ? null : TINYLOG.exec(first.slice(time.end));
  if (level === null || time === undefined || place === null) return undefined;
  const [, thread = '', logger = '', name = ''] = place;
  const attributes = { 'thread.name': thread, 'log.logger': logger, 'code.function.name': name };
  const timestamp = instantOf(time);
  return createRecord({ timestamp, severity: level[1], message: rest.slice(level[0].length), attributes }, context);
}

function jul(first: string, rest: string, context: LineContext): NormalisedRecord | undefined {
  const level = JUL_LEVEL.exec(rest.slice(0, 20));
  const time = level === null ? undefined : takeTime(first, 0, context.observedAt);
  const place = time === undefined ? null : JUL.exec(first.slice(time.end));
  if (level === null || time === undefined || place === null) return undefined;
  const [, logger = '', name] = place;
  const attributes = { 'log.logger': logger, ...(name === undefined ? {} : { 'code.function.name': name }) };
  const timestamp = instantOf(time);
  return createRecord({ timestamp, severity: level[1], message: rest.slice(level[0].length), attributes }, context);
}

function dotnet(first: string, text: string, end: number, context: LineContext): NormalisedRecord | undefined {
  const match = DOTNET.exec(first);
  if (match === null) return undefined;
  const [, severity, logger = '', event] = match;
  const attributes = { 'log.logger': logger, 'event.id': Number(event) };
  const message = end < 0 ? text : text.slice(end + 1).trimStart();
  return createRecord({ severity, message, attributes }, context);
}
