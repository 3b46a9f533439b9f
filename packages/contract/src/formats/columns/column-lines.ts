import { type Attributes, createRecord, type RecordParts } from '../../record/index.ts';
import { instantOf, takeTime } from '../../times/index.ts';
import type { LineContext, LineFormat } from '../format/line-format.ts';
import { csvColumns, isCsvlog, isGiven } from '../text/csv-columns.ts';

/*
 * Layouts of columns, in which the time does not come first or the severity is far after it:
 *
 *        813:20240514:100000.123 text                                       Zabbix
 *     2 123456789010 eni-1 10.0.0.7 10.0.0.5 49761 3389 6 20 4249 1715680800 1715680860 REJECT OK    flows of AWS
 *     24,05/14/24,10:00:00,Database Cleanup Begin,…                         DHCP of Windows
 *     2024-05-14 10:00:02.5 UTC,"postgres","shop",…,ERROR,42P01,"text",…    PostgreSQL's csvlog
 *     - 1117838570 2005.06.03 R02 2005-06-03-15.42.50.675872 R02 RAS KERNEL INFO text                 logs of clusters
 *     134681 node-246 unix.hw state_change 1077804742 1 text                the same
 */

type Layout = (line: string, observedAt: number) => RecordParts | undefined;

const ZABBIX = /^ {0,9}(\d{1,9}):(?=\d{8}:\d{6})/;

const zabbix: Layout = (line, observedAt) => {
  const match = ZABBIX.exec(line);
  const time = match === null ? undefined : takeTime(line, match[0].length, observedAt);
  if (match === null || time === undefined) return undefined;
  return {
    timestamp: time,
    message: line.slice(time.end).trimStart(),
    attributes: { 'process.pid': Number(match[1]) },
  };
};

const FLOW =
  /^(\d) (\d{12}|unknown) (eni-[\w-]{1,32}|-) (\S{1,45}) (\S{1,45}) (\d{1,5}|-) (\d{1,5}|-) (\d{1,3}|-) (\d{1,15}|-) (\d{1,18}|-) (\d{10}) (\d{10}) (ACCEPT|REJECT|-) (\S{1,16})/;

const flow: Layout = (line, observedAt) => {
  const match = FLOW.exec(line);
  if (match === null) return undefined;
  const [, , account = '', device = '', from = '', to = '', fromPort, toPort, , , , start = '', , action] = match;
  const attributes: Attributes = { 'cloud.account.id': account, 'network.interface.name': device };
  putGiven(attributes, 'source.address', from);
  putGiven(attributes, 'destination.address', to);
  if (fromPort !== '-') attributes['source.port'] = Number(fromPort);
  if (toPort !== '-') attributes['destination.port'] = Number(toPort);
  putGiven(attributes, 'event.action', action);
  const severity = action === 'REJECT' ? 'WARN' : action === 'ACCEPT' ? 'INFO' : undefined;
  return { timestamp: takeTime(start, 0, observedAt), severity, message: line, attributes };
};

const DHCP = /^(\d{1,5}),(?=\d\d\/\d\d\/\d\d,\d\d:\d\d:\d\d,)/;

const dhcp: Layout = (line, observedAt) => {
  const match = DHCP.exec(line);
  const time = match === null ? undefined : takeTime(line, match[0].length, observedAt);
  if (match === null || time === undefined) return undefined;
  const rest = line.slice(time.end + 1);
  return { timestamp: time, message: rest.replace(/,+$/, ''), attributes: { 'event.code': Number(match[1]) } };
};

const CSV_COLUMNS = 14;
const CSV_SEVERITY = 11;
const CSV_MESSAGE = 13;

const csvlog: Layout = (line, observedAt) => {
  if (!isCsvlog(line)) return undefined;
  const time = takeTime(line, 0, observedAt);
  const columns = csvColumns(line, CSV_COLUMNS);
  const [, user = '', database = '', pid, client = ''] = columns;
  if (time === undefined || columns.length < CSV_COLUMNS) return undefined;
  const attributes: Attributes = { 'process.pid': Number(pid) };
  putGiven(attributes, 'user.name', user);
  putGiven(attributes, 'db.namespace', database);
  putGiven(attributes, 'client.address', client);
  putGiven(attributes, 'db.response.status_code', columns[12]);
  putGiven(attributes, 'postgresql.csvlog', line);
  return { timestamp: time, severity: columns[CSV_SEVERITY], message: columns[CSV_MESSAGE] || line, attributes };
};

/** Greenplum's rows have other columns, such as thread, session, segment and slice. */
const GREENPLUM =
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})? [A-Z]{2,5},(?:"[^"]{0,64}")?,(?:"[^"]{0,64}")?,p(\d{1,9}),th-?\d{1,12},/;
const GREENPLUM_COLUMNS = 19;

const greenplum: Layout = (line, observedAt) => {
  const match = GREENPLUM.exec(line);
  const time = match === null ? undefined : takeTime(line, 0, observedAt);
  const columns = match === null ? [] : csvColumns(line, GREENPLUM_COLUMNS);
  if (time === undefined || columns.length < GREENPLUM_COLUMNS) return undefined;
  const [severity, code, message] = columns.slice(-3);
  const attributes: Attributes = { 'process.pid': Number(match?.[1]) };
  putGiven(attributes, 'user.name', columns[1]);
  putGiven(attributes, 'db.namespace', columns[2]);
  putGiven(attributes, 'db.response.status_code', code);
  putGiven(attributes, 'postgresql.csvlog', line);
  return { timestamp: time, severity, message: message || line, attributes };
};

const CLUSTER = /^(\S{1,32}) (\d{10}) (\d{4}\.\d\d\.\d\d) (\S{1,64}) /;
const RAS = /^[\d-]{11}[\d.]{8,16} \S{1,64} ([A-Z]{2,16}) ([A-Z_]{2,24}) ([A-Z]{4,8}) /;
const SYSLOG = /^[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d (\S{1,64}) (?:([^\s:[]{1,64})(?:\[(\d{1,9})\])?: )?/;

const cluster: Layout = (line, observedAt) => {
  const match = CLUSTER.exec(line);
  if (match === null) return undefined;
  const [all, label = '', epoch = '', , node = ''] = match;
  const time = takeTime(epoch, 0, observedAt);
  const rest = line.slice(all.length);
  const ras = RAS.exec(rest);
  const syslog = ras === null ? SYSLOG.exec(rest) : null;
  if (time === undefined || (ras === null && syslog === null)) return undefined;
  const attributes: Attributes = { 'host.name': node };
  putGiven(attributes, 'log.label', label);
  putGiven(attributes, 'log.type', ras?.[1]);
  putGiven(attributes, 'log.logger', ras?.[2]);
  if (syslog?.[3] !== undefined) attributes['process.pid'] = Number(syslog[3]);
  const message = rest.slice((ras ?? syslog)?.[0].length ?? 0);
  return { timestamp: time, severity: ras?.[3], service: syslog?.[2], message: message || line, attributes };
};

const HPC = /^(\d{1,9}) (\S{1,64}) ([a-z]\S{0,63}) (\S{1,64}) (\d{10}) (-?\d) /;

const hpc: Layout = (line, observedAt) => {
  const match = HPC.exec(line);
  const time = match === null ? undefined : takeTime(match[5] ?? '', 0, observedAt);
  if (match === null || time === undefined) return undefined;
  const [all, id, node = '', component = '', state = '', , flag] = match;
  const attributes: Attributes = { 'host.name': node, 'log.logger': component, 'log.state': state };
  attributes['log.record.id'] = Number(id);
  attributes['log.flag'] = Number(flag);
  return { timestamp: time, message: line.slice(all.length) || line, attributes };
};

function putGiven(attributes: Attributes, name: string, text: string | undefined): void {
  if (isGiven(text)) attributes[name] = text;
}

const LAYOUTS: readonly Layout[] = [zabbix, flow, dhcp, csvlog, greenplum, cluster, hpc];
/** All others begin with a digit, with or without spaces before it. */
const LETTER_FIRST: readonly Layout[] = [cluster];

/** Reads a line of columns; see the top of this file. */
export const columnFormat: LineFormat = (line, context: LineContext) => {
  for (const layout of isLetter(line.charCodeAt(0)) ? LETTER_FIRST : LAYOUTS) {
    const parts = layout(line, context.observedAt);
    if (parts === undefined) continue;
    const { timestamp } = parts;
    return createRecord({ ...parts, timestamp: timestamp && instantOf(timestamp) }, context);
  }
  return undefined;
};

function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}
