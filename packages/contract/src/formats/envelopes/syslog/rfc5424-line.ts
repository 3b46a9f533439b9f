import { type Attributes, addAttribute, type RecordParts } from '../../../record/index.ts';
import { parseTimestamp } from '../../../times/index.ts';
import { FreeNames } from '../../format/free-names.ts';
import { processAttribute, type SyslogPriority } from './priority-and-tag.ts';

const HEADER = /^([1-9]\d{0,2}) (\S+) (\S+) (\S+) (\S+) (\S+)(?: |$)/;

/**
 * Reads the text after `<PRI>` by RFC 5424. Structured data becomes `syslog.<SD-ID>.<name>`; malformed data stays at
 * the start of the message.
 *
 * @returns undefined without a valid header
 */
export function parseRfc5424(text: string, priority: SyslogPriority): RecordParts | undefined {
  const meraki = MERAKI.exec(text);
  if (meraki !== null) return ofMeraki(text, meraki, priority);
  const header = HEADER.exec(text);
  if (header === null) return undefined;
  const [all, version, time, host = '-', app, procid = '-', msgid = '-'] = header;
  const timestamp = time === '-' ? undefined : parseTimestamp(time);
  if (time !== '-' && timestamp === undefined) return undefined;
  const { severity, attributes } = priority.parts();
  if (version !== '1') attributes['syslog.version'] = Number(version);
  if (host !== '-') attributes['host.name'] = host;
  if (procid !== '-') Object.assign(attributes, processAttribute(procid));
  if (msgid !== '-') attributes['syslog.msgid'] = msgid;
  const rest = text.slice(all.length);
  const data: Attributes = {};
  const end = takeStructuredData(rest, data);
  addAttribute(attributes, '', data);
  const message = rest.slice(end).replace(/^\uFEFF/, '');
  return { timestamp, service: app === '-' ? undefined : app, severity, message, attributes };
}

/**
 * Meraki's has seconds instead of a time, and neither process nor data: `<134>1 1715680800.123456 mx flows allow
 * src=…`.
 */
const MERAKI = /^1 (\d{10}\.\d{1,9}) (\S{1,255}) ([a-z][\w-]{0,47}) /;

function ofMeraki(text: string, [all, time, host = '', kind]: RegExpExecArray, priority: SyslogPriority): RecordParts {
  const { attributes, severity } = priority.parts();
  attributes['host.name'] = host;
  return { timestamp: parseTimestamp(time), service: kind, severity, message: text.slice(all.length), attributes };
}

/** Reads `-` or `[id name="value" …][…]` into `data`; returns where the message starts, 0 when it is malformed. */
function takeStructuredData(text: string, data: Attributes): number {
  if (text === '-' || text.startsWith('- ')) return Math.min(2, text.length);
  const found: Attributes = {};
  const names = new FreeNames();
  let at = 0;
  for (let count = 0; text[at] === '[' && count < MAX_ELEMENTS; count++) {
    at = takeElement(text, at + 1, found, names);
    if (at < 0) return 0;
  }
  if (at === 0 || (at < text.length && text[at] !== ' ')) return 0;
  Object.assign(data, found);
  return Math.min(at + 1, text.length);
}

const SD_ID = /[^\s=\]"]{1,128}/y;
const SD_PARAM = /\s+([^\s=\]"]{1,128})="([^"\\]*(?:\\.[^"\\]*)*)"/sy;
/** An element with more parameters than this counts as malformed data and stays in the message. */
const MAX_PARAMS = 500;
const MAX_ELEMENTS = 50;

/** Reads one element after its opening bracket; returns the position after the closing one, -1 when it has none. */
function takeElement(text: string, start: number, found: Attributes, names: FreeNames): number {
  SD_ID.lastIndex = start;
  const id = SD_ID.exec(text)?.[0];
  if (id === undefined) return -1;
  let at = start + id.length;
  let count = 0;
  SD_PARAM.lastIndex = at;
  for (let param = SD_PARAM.exec(text); param !== null && count < MAX_PARAMS; param = SD_PARAM.exec(text)) {
    const [all, name = '', value = ''] = param;
    found[names.find(found, `syslog.${id}.${name}`)] = value.replace(/\\(["\\\]])/g, '$1');
    at += all.length;
    count += 1;
    SD_PARAM.lastIndex = at;
  }
  if (count === 0) found[names.find(found, `syslog.${id}`)] = true;
  while (text[at] === ' ') at += 1;
  return text[at] === ']' ? at + 1 : -1;
}
