import { type Attributes, addAttribute, createRecord, type NormalisedRecord } from '../../../../record/index.ts';
import { parseTimestamp } from '../../../../times/index.ts';
import type { LineContext } from '../../../format/line-format.ts';
import type { LogObject } from '../../../text/log-object.ts';

/*
 * The log of mongod and mongos since 4.4, one JSON object a line:
 *
 *     {"t":{"$date":"2026-11-21T11:50:44.951+00:00"},"s":"W","c":"CONTROL","id":22184,"ctx":"initandlisten",
 *      "svc":"-","msg":"…","attr":{…},"tags":[…],"truncated":{…},"size":{…}}
 *
 * See https://www.mongodb.com/docs/manual/reference/log-messages/. `attr` keeps its own name; every other member
 * without a place in the record goes below `mongodb.`.
 */

/** Debug verbosity 1 to 5: all are DEBUG, the most verbose lowest. */
const DEBUG_NUMBERS: Readonly<Record<string, number>> = Object.freeze({ D1: 8, D2: 7, D3: 6, D4: 5, D5: 5 });

const ATTRIBUTE_NAMES: Readonly<Record<string, string>> = Object.freeze({
  c: 'mongodb.component',
  ctx: 'mongodb.context',
  id: 'mongodb.log_id',
  attr: 'attr',
});

/** True for an object with mongod's time, severity, component and message. */
export function isMongodEntry(object: LogObject): boolean {
  return dateOf(object.t) !== undefined && isText(object.s) && isText(object.c) && isText(object.msg);
}

/**
 * Makes a record of service `mongod`.
 *
 * @param entry for which `isMongodEntry` holds
 */
export function recordFromMongod(entry: LogObject, context: LineContext): NormalisedRecord {
  const severity = String(entry.s);
  const debugNumber = Object.hasOwn(DEBUG_NUMBERS, severity) ? DEBUG_NUMBERS[severity] : undefined;
  const attributes: Attributes = {};
  const timestamp = parseTimestamp(dateOf(entry.t));
  const rest: LogObject = {};
  if (timestamp === undefined) rest['mongodb.t'] = entry.t;
  for (const key of Object.keys(entry)) {
    if (key === 't' || key === 's' || key === 'msg') continue;
    rest[Object.hasOwn(ATTRIBUTE_NAMES, key) ? (ATTRIBUTE_NAMES[key] as string) : `mongodb.${key}`] = entry[key];
  }
  addAttribute(attributes, '', rest);
  const record = createRecord(
    {
      timestamp,
      service: 'mongod',
      severity: debugNumber ?? severity,
      severityScale: debugNumber === undefined ? undefined : 'otel',
      message: String(entry.msg),
      attributes,
    },
    context,
  );
  if (debugNumber !== undefined) record.severityText = severity;
  return record;
}

function dateOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? (value as { $date?: unknown }).$date : undefined;
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}
