import { type Attributes, addAttributes, createRecord, type RecordParts } from '../../record/index.ts';
import { type Instant, instantOf, takeTime } from '../../times/index.ts';
import { FreeNames } from '../format/free-names.ts';
import type { LineContext, LineFormat } from '../format/line-format.ts';

/*
 * Logs of security devices: a head, with or without bars, then pairs.
 *
 *     CEF:0|Vendor|Product|1.0|100|worm stopped|10|src=10.0.0.1 msg=text with spaces
 *     LEEF:1.0|Vendor|Product|1.0|100|src=10.0.0.1⇥sev=5
 *     type=SYSCALL msg=audit(1715680800.123:814): arch=c000003e success=no exe="/usr/bin/cat"
 *     1,2024/05/14 10:00:00,001801000001,THREAT,url,1,…,critical,…            PAN-OS
 *     [12345.678] IN=eth0 OUT= MAC=… SRC=203.0.113.7 DST=10.0.0.5 PROTO=TCP DPT=22
 */

type Layout = (line: string, context: LineContext) => RecordParts | undefined;

const MAX_PAIRS = 256;

/** Pairs of `name=value` whose values may hold spaces; the next name ends a value. */
function looselySpacedPairs(text: string): [string, string][] {
  const pairs: [string, string][] = [];
  const names = [...text.matchAll(/(?:^|\s)([A-Za-z][\w.-]{0,63})=/g)].slice(0, MAX_PAIRS);
  for (const [index, match] of names.entries()) {
    const start = match.index + match[0].length;
    const end = names[index + 1]?.index ?? text.length;
    pairs.push([match[1] ?? '', text.slice(start, end).trim()]);
  }
  return pairs;
}

function addPairs(attributes: Attributes, prefix: string, pairs: readonly (readonly [string, string])[]): void {
  const names = new FreeNames();
  const given: Record<string, string> = {};
  for (const [name, value] of pairs) if (value !== '') given[names.find(given, `${prefix}${name}`)] = value;
  addAttributes(attributes, Object.entries(given));
}

const CEF = /^CEF:\d{1,2}\|/;
const CEF_PARTS = 7;
const CEF_WORDS: Readonly<Record<string, string>> = {
  low: 'INFO',
  medium: 'WARN',
  high: 'ERROR',
  'very-high': 'CRITICAL',
};

const cef: Layout = (line, { observedAt }) => {
  if (!CEF.test(line)) return undefined;
  const parts = barParts(line, CEF_PARTS);
  if (parts === undefined) return undefined;
  const [, vendor = '', product = '', version = '', signature = '', name = '', severity = ''] = parts.heads;
  const pairs = looselySpacedPairs(parts.rest);
  const attributes: Attributes = {
    'device.vendor': vendor,
    'device.product': product,
    'device.version': version,
    'event.code': signature,
  };
  addPairs(attributes, 'cef.', pairs);
  const timestamp = timeOfPairs(pairs, ['rt', 'end', 'start'], observedAt);
  return { timestamp, service: product, severity: cefSeverity(severity), message: name || line, attributes };
};

function cefSeverity(text: string): string | undefined {
  if (!/^\d{1,2}$/.test(text)) return CEF_WORDS[text.toLowerCase()];
  const number = Number(text);
  if (number > 10) return undefined;
  return number >= 9 ? 'CRITICAL' : number >= 7 ? 'ERROR' : number >= 4 ? 'WARN' : 'INFO';
}

const LEEF = /^LEEF:[12]\.0\|/;

const leef: Layout = (line, { observedAt }) => {
  if (!LEEF.test(line)) return undefined;
  const isSecond = line.startsWith('LEEF:2');
  const parts = barParts(line, 5);
  if (parts === undefined) return undefined;
  const [, vendor = '', product = '', version = '', event = ''] = parts.heads;
  const delimiter = isSecond ? /^(?:0?x([0-9a-f]{2,4})|(.))\|/i.exec(parts.rest) : null;
  const mark =
    delimiter === null ? '\t' : (delimiter[2] ?? String.fromCharCode(Number.parseInt(delimiter[1] ?? '9', 16)));
  const rest = parts.rest.slice(delimiter?.[0].length ?? 0);
  const pairs = rest.split(mark, MAX_PAIRS).flatMap((pair) => {
    const at = pair.indexOf('=');
    return at < 1 || at > 64 ? [] : [[pair.slice(0, at).trim(), pair.slice(at + 1)] as const];
  });
  const attributes: Attributes = {
    'device.vendor': vendor,
    'device.product': product,
    'device.version': version,
    'event.code': event,
  };
  addPairs(attributes, 'leef.', pairs);
  const severity = pairs.find(([name]) => name === 'sev')?.[1] ?? '';
  const timestamp = timeOfPairs(pairs, ['devTime'], observedAt);
  const message = pairs.find(([name]) => name === 'msg')?.[1] ?? [event, rest].join(' ').trim();
  return { timestamp, service: product, severity: cefSeverity(severity), message: message || line, attributes };
};

/** The first parts between bars, and the text after the last; a bar with a backslash is part of a value. */
function barParts(line: string, count: number): { heads: string[]; rest: string } | undefined {
  const heads: string[] = [];
  let start = 0;
  for (let at = line.indexOf('|'); at >= 0; at = line.indexOf('|', at + 1)) {
    if (line[at - 1] === '\\') continue;
    heads.push(line.slice(start, at).replaceAll('\\|', '|'));
    start = at + 1;
    if (heads.length === count) return { heads, rest: line.slice(start) };
  }
  return heads.length === count - 1 ? { heads: [...heads, line.slice(start)], rest: '' } : undefined;
}

function timeOfPairs(
  pairs: readonly (readonly [string, string])[],
  names: readonly string[],
  observedAt: number,
): Instant | undefined {
  for (const wanted of names) {
    const text = pairs.find(([name]) => name === wanted)?.[1];
    const time = text === undefined ? undefined : takeTime(text, 0, observedAt);
    if (time !== undefined && !time.isYearless) return instantOf(time);
  }
  return undefined;
}

const AUDIT = /^(?:node=(\S{1,253}) )?type=([\w[\]]{1,64}) msg=audit\((\d{10}\.\d{3}):(\d{1,18})\): ?/;

const audit: Layout = (line, { observedAt }) => {
  const match = AUDIT.exec(line);
  const time = match === null ? undefined : takeTime(match[3] ?? '', 0, observedAt);
  if (match === null || time === undefined) return undefined;
  const [all, node, type = '', , serial] = match;
  const rest = line.slice(all.length);
  const attributes: Attributes = { 'audit.type': type, 'audit.serial': Number(serial) };
  if (node !== undefined) attributes['host.name'] = node;
  addPairs(
    attributes,
    'audit.',
    looselySpacedPairs(rest.replaceAll("'", ' ')).map(([name, text]) => [name, unquoted(text)]),
  );
  return { timestamp: instantOf(time), message: `${type} ${rest}`, attributes };
};

function unquoted(text: string): string {
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

const PAN_OS =
  /^\d,(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d),(\d{6,16}),(TRAFFIC|THREAT|SYSTEM|CONFIG|GLOBALPROTECT|USERID|HIP-?MATCH|AUTHENTICATION|DECRYPTION|CORRELATION|IPTAG|SCTP|GTP),([\w-]{0,32}),/;
const PAN_OS_SEVERITY = /,(informational|low|medium|high|critical),/;
const PAN_OS_WORDS: Readonly<Record<string, string>> = Object.freeze({
  informational: 'INFO',
  low: 'INFO',
  medium: 'WARN',
  high: 'ERROR',
  critical: 'CRITICAL',
});

const panOs: Layout = (line, { observedAt, timestamp }) => {
  const match = PAN_OS.exec(line);
  const time = match === null ? undefined : takeTime(match[1] ?? '', 0, observedAt);
  if (match === null || time === undefined) return undefined;
  const [, , serial = '', type = '', subtype = ''] = match;
  const severity = PAN_OS_WORDS[PAN_OS_SEVERITY.exec(line)?.[1] ?? ''];
  const attributes: Attributes = { 'device.serial_number': serial, 'event.type': type };
  if (subtype !== '') attributes['event.subtype'] = subtype;
  // An envelope's time with a zone is exact.
  const isTold = timestamp !== undefined && timestamp.isLocal !== true;
  return { timestamp: isTold ? timestamp : instantOf(time), severity, message: line, attributes };
};

const NETFILTER = /^(?:\[ {0,9}[\d.]{1,20}\] )?([^=]{0,128}?)(?=IN=\S* OUT=\S* )/;

/** The administrator chooses other prefixes. */
const UFW = /\[UFW (BLOCK|LIMIT BLOCK|DENY|ALLOW|AUDIT)(?: INVALID)?\] /;

const netfilter: Layout = (line) => {
  // The expression requires these characters, and would look for them at each position.
  if (!line.includes(' OUT=')) return undefined;
  const match = NETFILTER.exec(line.slice(0, 512));
  if (match === null) return undefined;
  const attributes: Attributes = {};
  addPairs(
    attributes,
    'netfilter.',
    looselySpacedPairs(line.slice(match[0].length)).map(([name, text]) => [name.toLowerCase(), text]),
  );
  const action = UFW.exec(match[0])?.[1];
  const severity = action === undefined ? undefined : action === 'ALLOW' || action === 'AUDIT' ? 'INFO' : 'WARN';
  return { message: line, severity, attributes };
};

const LAYOUTS: readonly Layout[] = [cef, leef, audit, panOs, netfilter];

/** Reads a line of a security device; see the top of this file. */
export const securityFormat: LineFormat = (line, context) => {
  for (const layout of LAYOUTS) {
    const parts = layout(line, context);
    if (parts !== undefined) return createRecord(parts, context);
  }
  return undefined;
};
