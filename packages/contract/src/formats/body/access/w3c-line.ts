import { type Attributes, createRecord, type NormalisedRecord } from '../../../record/index.ts';
import { instantOf, parseTimestamp, takeTime } from '../../../times/index.ts';
import type { LineContext } from '../../format/line-format.ts';
import { csvColumns } from '../../text/csv-columns.ts';
import { dayOf, linesOfHeader } from '../../text/header-lines.ts';
import { accessRecord } from './access-record.ts';

/*
 * Logs whose columns a line above them names:
 *
 *     #Fields: date time s-ip cs-method cs-uri-stem sc-status     W3C: IIS, CloudFront and others; times are in UTC
 *     #Fields: date-time,client-ip,event-id                       Exchange: message tracking, protocol logs and others
 *     #Date: 2024-05-14 10:00:00                                  above `#Fields: time …`, whose clock has no day
 *     #fields ⇥ ts ⇥ uid ⇥ id.orig_h                              Zeek; `#separator` names the character in place of the tab
 *
 * A line with as many columns as the last such line names is read by these names. Lines that begin with a # describe
 * the file and are not records.
 */

/** Names whose values have a place in the record of a request. */
const REQUEST = new Set([
  'date',
  'time',
  'date-local',
  'time-local',
  'cs-method',
  'cs-uri-stem',
  'cs-uri-query',
  'cs-uri',
  'sc-status',
  'c-ip',
  'c-port',
  'sc-bytes',
  'cs(user-agent)',
  'cs(referer)',
  'cs-username',
  's-ip',
  's-port',
  'cs-host',
  'cs(host)',
]);

const CSV_HEADER = /^#Fields: {0,4}((?=[\w-]{0,60}(?:date|time))[\w-]{1,64}(?:,[\w() -]{1,64}){1,100})\s{0,4}$/;
/** Mail that was not delivered, or not yet. */
const NOT_DELIVERED = new Set(['FAIL', 'DEFER', 'BADMAIL', 'POISONMESSAGE']);

/** Exchange, whose first column is the time in UTC. */
function csvRecord(line: string, names: readonly string[], context: LineContext): NormalisedRecord | undefined {
  const values = csvColumns(line, names.length + 1);
  const timestamp = parseTimestamp(values[0]);
  if (timestamp === undefined || values.length !== names.length) return undefined;
  const attributes: Attributes = {};
  for (const [at, name] of names.entries()) {
    const value = values[at];
    if (at > 0 && value !== undefined && value !== '') attributes[`w3c.${name}`] = value;
  }
  const event = attributes['w3c.event-id'];
  const severity = typeof event !== 'string' ? undefined : NOT_DELIVERED.has(event) ? 'WARN' : 'INFO';
  return createRecord({ timestamp, severity, message: line, attributes }, context);
}

/** Reads a line by the names of its columns; undefined when their number differs, or the line has no time. */
export function readByHeader(line: string, whole: string, context: LineContext): NormalisedRecord | undefined {
  const [header = '', date] = linesOfHeader(whole);
  const isZeek = header.startsWith('#fields');
  const csv = isZeek ? null : CSV_HEADER.exec(header);
  if (csv !== null) return csvRecord(line, (csv[1] ?? '').split(','), context);
  const separator = isZeek ? header.charAt(7) : line.includes('\t') ? '\t' : ' ';
  const names = isZeek
    ? header.split(separator).slice(1)
    : header
        .slice(header.indexOf(':') + 1)
        .trim()
        .split(/\s+/);
  const values = line.split(separator);
  if (values.length !== names.length) return undefined;
  const columns = new Map(names.map((name, at) => [name.toLowerCase(), values[at] ?? '-']));
  const day = date === undefined ? undefined : dayOf(date);
  if (day !== undefined && !columns.has('date')) columns.set('date', day);
  return isZeek
    ? zeekRecord(line, columns, context)
    : (w3cRecord(columns, context) ?? firewallRecord(line, columns, context));
}

function w3cRecord(columns: ReadonlyMap<string, string>, context: LineContext): NormalisedRecord | undefined {
  const of = (name: string) => (columns.get(name) === '-' ? undefined : columns.get(name));
  const timestamp =
    parseTimestamp(`${of('date')}T${of('time')}Z`) ?? localTime(of('date-local'), of('time-local'), context);
  const method = of('cs-method');
  const path = of('cs-uri-stem') ?? of('cs-uri');
  if (timestamp === undefined || method === undefined || path === undefined) return undefined;
  const query = of('cs-uri-query');
  const others: Record<string, string | undefined> = {
    'server.address': of('cs-host') ?? of('cs(host)') ?? of('s-ip'),
    'server.port': of('s-port'),
  };
  for (const [name, value] of columns) if (!REQUEST.has(name)) others[`w3c.${name}`] = value;
  return accessRecord(
    {
      timestamp,
      request: `${method} ${path}${query === undefined ? '' : `?${query}`}`,
      status: of('sc-status'),
      client: of('c-ip'),
      size: of('sc-bytes'),
      user: of('cs-username'),
      userAgent: of('cs(user-agent)')?.replaceAll('+', ' '),
      referer: of('cs(referer)'),
      others,
    },
    context,
  );
}

/** IIS Advanced Logging names both, and can leave out those in UTC. */
function localTime(date: string | undefined, time: string | undefined, { observedAt }: LineContext) {
  const taken = takeTime(`${date} ${time}`, 0, observedAt);
  return taken && instantOf(taken);
}

/** Windows' firewall, whose times are local and which logs connections. */
function firewallRecord(
  line: string,
  columns: ReadonlyMap<string, string>,
  context: LineContext,
): NormalisedRecord | undefined {
  const action = columns.get('action');
  const time = takeTime(`${columns.get('date')} ${columns.get('time')}`, 0, context.observedAt);
  if (action === undefined || time === undefined) return undefined;
  const attributes: Attributes = {};
  for (const [name, value] of columns) {
    if (name !== 'date' && name !== 'time' && value !== '-') attributes[`w3c.${name}`] = value;
  }
  const severity = action === 'DROP' ? 'WARN' : 'INFO';
  return createRecord({ timestamp: instantOf(time), severity, message: line, attributes }, context);
}

function zeekRecord(
  line: string,
  columns: ReadonlyMap<string, string>,
  context: LineContext,
): NormalisedRecord | undefined {
  const timestamp = parseTimestamp(columns.get('ts'));
  if (timestamp === undefined) return undefined;
  const attributes: Attributes = {};
  for (const [name, value] of columns) {
    if (name !== 'ts' && value !== '-' && value !== '(empty)') attributes[`zeek.${name}`] = value;
  }
  return createRecord({ timestamp, message: line, attributes }, context);
}
