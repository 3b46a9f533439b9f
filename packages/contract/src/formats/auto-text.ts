import {
  createRecord,
  type JsonKeys,
  type NormalisedRecord,
  parsePlainLine,
  type RecordParts,
  setMessage,
  severityFields,
} from '../record/index.ts';
import { otherAccessFormat } from './body/access/access-layouts.ts';
import { createAccessFormat } from './body/access/access-line.ts';
import { railsText, swiftFormat } from './body/access/request-lines.ts';
import { readByHeader } from './body/access/w3c-line.ts';
import { alertBlockText } from './body/alert-blocks.ts';
import {
  createGenericObjectFormat,
  createJsonText,
  createListText,
  mongodObjectFormat,
} from './body/json/json-text.ts';
import { otlpFormat } from './body/json/products/otlp-object.ts';
import { createLogfmtFormat } from './body/logfmt-line.ts';
import { slowQueryText, untimedEventText } from './body/mysql-log.ts';
import { rabbitmqFormat } from './body/rabbitmq-line.ts';
import { securityFormat } from './body/security-lines.ts';
import { xmlEventFormat } from './body/xml-event.ts';
import { columnLevelFormat } from './columns/column-levels.ts';
import { columnFormat } from './columns/column-lines.ts';
import { letteredFormat } from './columns/lettered-lines.ts';
import { weblogicText } from './columns/weblogic-lines.ts';
import { createCloudWatchFormat } from './envelopes/cloudwatch-object.ts';
import { createCriText, createDockerText } from './envelopes/container-text.ts';
import { createJournaldFormat } from './envelopes/journald-object.ts';
import { unprefixed } from './envelopes/prefixed-line.ts';
import { createSyslogFormat } from './envelopes/syslog/syslog-line.ts';
import { createSyslogNgFormat } from './envelopes/syslog-ng-object.ts';
import {
  firstLineBy,
  firstOf,
  type LineContext,
  type LineFormat,
  named,
  type ObjectFormat,
  type TextFormat,
  tellFormat,
} from './format/line-format.ts';
import { readInside, recordInside } from './format/read-inside.ts';
import { isOdd, keepWords, withoutService } from './format/refused-service.ts';
import { isDocker } from './frames/container-line.ts';
import { joinedEntries } from './frames/journald-line.ts';
import { bracketFormat } from './head/bracket-head.ts';
import { glassfishText } from './head/glassfish-lines.ts';
import { createHeadFormat } from './head/head-format.ts';
import { objectBehindWords } from './head/object-behind-words.ts';
import { isPlainRecord, isProse } from './head/plain-record.ts';
import { twoLineText } from './head/two-line-heads.ts';
import { crashSeverity, traceSeverity } from './severity/crash.ts';
import { phraseSeverity } from './severity/phrases.ts';
import { startsObject } from './text/json-lines.ts';

/*
 * The format `auto`: the text alone decides which layer reads it.
 *
 *     envelopes   docker, CRI, prefixes of tools, syslog, journald; in any order, up to MAX_ENVELOPES of them
 *     bodies      JSON, access logs, logfmt
 *     head        time, severity, logger and the like before a message of any kind
 *     crash       the text that a runtime prints when a program ends
 *
 * A line that no layer knows gives undefined here; in the end it becomes a record with the whole line as its message.
 */

/** Deeper envelopes are text. */
const MAX_ENVELOPES = 5;

/** All formats, those of container runtimes around those of programs. */
export function createAutoText(keys: JsonKeys, own?: TextFormat): TextFormat {
  const program = createProgramText(keys, 0, own);
  const docker = named('docker', createDockerText(program));
  const cri = named('cri', createCriText(program));
  return (text, context) => {
    if (text.charCodeAt(0) === 123) {
      if (isDocker(text)) return docker(text, context) ?? program(text, context);
      return program(joinedEntries(text) ?? text, context);
    }
    if (text.charCodeAt(10) === 84) return cri(text, context) ?? program(text, context);
    return program(text, context);
  };
}

/** The formats that programs write, inside the envelopes that are put on line by line. */
export function createProgramText(keys: JsonKeys, depth = 0, own?: TextFormat): TextFormat {
  const inner: TextFormat = (text, context) => {
    within ??= depth < MAX_ENVELOPES ? createProgramText(keys, depth + 1, own) : () => undefined;
    return within(text, context);
  };
  let within: TextFormat | undefined;
  const json = named('json', createJsonText(programObjects(keys, inner)));
  const access = named('access', createAccessFormat());
  const line = firstLineBy(
    firstOf([
      named('access', otherAccessFormat),
      named('access', swiftFormat),
      named('rabbitmq', rabbitmqFormat),
      named('columns', columnFormat),
      named('syslog', createSyslogFormat(inner)),
      named('security', securityFormat),
      named('lettered', letteredFormat),
      named('columns', columnLevelFormat),
      plainFormat,
      named('logfmt', createLogfmtFormat(keys, true)),
      named('text', bracketFormat),
      named('text', createHeadFormat(inner)),
      behindWords(inner),
      named('crash', crashFormat),
    ]),
  );
  const brackets = firstOf([named('columns', weblogicText), named('text', glassfishText)]);
  const twoLines = named('text', firstOf([twoLineText, alertBlockText]));
  const xmlEvent = named('xml', xmlEventFormat);
  const slowQuery = named('text', slowQueryText);
  const untimedEvent = named('text', untimedEventText);
  const rails = named('access', railsText);
  const firstOfTexts = firstOf([xmlEvent, rails, brackets, twoLines, line]);
  const others: TextFormat = (text, context) => {
    const query = slowQuery(text, context) ?? untimedEvent(text, context);
    if (query !== undefined) return query;
    const prefixed = unprefixed(text, context.observedAt);
    if (prefixed !== undefined) {
      const isGuess = prefixed.format === 'compose' && isOdd(context, 'compose');
      const parts = isGuess ? withoutService(prefixed.parts) : prefixed.parts;
      return named(prefixed.format, insideOf(parts, inner))(text, context);
    }
    return firstOfTexts(text, context);
  };
  const traced = withTrace(others);
  const accessText = firstLineBy(access);
  const list = named('json', createListText(json));
  const cloudTrail = createRecordsText(list);
  const byHeader = named('w3c', (text, context) => readByHeader(text, context.header ?? '', context));
  const known: TextFormat = (text, context) => {
    if (context.header !== undefined && !text.startsWith('#')) {
      const record = byHeader(text, context);
      if (record !== undefined) return record;
    }
    if (startsObject(text)) return cloudTrail(text, context) ?? json(text, context) ?? traced(text, context);
    if (text.startsWith('[{')) return list(text, context) ?? traced(text, context);
    return accessText(text, context) ?? traced(text, context);
  };
  return own === undefined ? known : (text, context) => byOwn(own, text, context) ?? known(text, context);
}

function byOwn(own: TextFormat, text: string, context: LineContext): NormalisedRecord | undefined {
  const record = own(text, context);
  if (record !== undefined) context.layouts?.recognise('own', context.service);
  return record;
}

/** A file of CloudTrail: one object that holds a list. */
const CLOUDTRAIL = '{"Records":[{';

/** Reads an object that holds a list of records as the list itself would be; its message is the whole text. */
function createRecordsText(list: TextFormat): TextFormat {
  return (text, context) => {
    if (!text.startsWith(CLOUDTRAIL) || !text.endsWith(']}')) return undefined;
    const record = list(text.slice(CLOUDTRAIL.length - 2, -1), context);
    if (record !== undefined) setMessage(record, text);
    return record;
  };
}

/** The formats of objects, the most specific first. */
export function programObjects(keys: JsonKeys, inner: TextFormat): ObjectFormat[] {
  const syslogNg = createSyslogNgFormat(inner);
  const generic = createGenericObjectFormat(keys, inner);
  return [
    mongodObjectFormat,
    otlpFormat,
    syslogNg,
    createJournaldFormat(inner),
    createCloudWatchFormat(inner),
    generic,
  ];
}

/** Text after a prefix is always a record: the prefix shows the service or the time. */
function insideOf(parts: RecordParts, inner: TextFormat): LineFormat {
  return (_text, context) => recordInside(parts, context, inner);
}

function behindWords(inner: TextFormat): LineFormat {
  return (line, context) => {
    const object = objectBehindWords(line);
    if (object === undefined) return undefined;
    const isGuess = object.service !== undefined && isOdd(context, 'object');
    return readInside(isGuess ? withoutService(object) : object, context, inner);
  };
}

/** `<timestamp> <service_name> <severity> <log_message>`, if the word in the second place may be a service. */
const plainFormat: LineFormat = (line, context) => {
  const code = line.charCodeAt(0);
  if (!(code >= 48 && code <= 57)) return undefined;
  const record = parsePlainLine(line, context);
  if (record === undefined || !isPlainRecord(record)) return undefined;
  const isRefused = isOdd(context, isProse(record) ? 'prose' : 'plain', true, record.service);
  if (isRefused) refuseService(record, line, context);
  tellFormat(isRefused ? 'text' : 'plain', context);
  return record;
};

/** A shorter text is not a time, so the word comes after it. */
const SHORTEST_TIME = 10;

function refuseService(record: NormalisedRecord, line: string, context: LineContext): void {
  const { service } = record;
  keepWords(record, line.slice(Math.max(0, line.indexOf(service, SHORTEST_TIME))), service);
  record.service = context.service;
}

const crashFormat: LineFormat = (line, context) => {
  const severity = crashSeverity(line) ?? phraseSeverity(line);
  return severity === undefined ? undefined : createRecord({ message: line, severity }, context);
};

function crashRecord(text: string, severity: string, context: LineContext): NormalisedRecord {
  context.onFormat?.('crash');
  return createRecord({ message: text, severity }, context);
}

/** The severity of the trace after a line without one. */
function withTrace(format: TextFormat): TextFormat {
  return (text, context) => {
    if (!text.includes('\n')) return format(text, context);
    let unset: unknown;
    const onUnsetSeverity: LineContext['onUnsetSeverity'] = (record) => {
      unset = record;
    };
    const record = format(text, { ...context, onUnsetSeverity });
    if (record !== undefined && record !== unset) return record;
    const severity = context.severityNumber === undefined ? traceSeverity(text) : undefined;
    if (record === undefined) return severity === undefined ? undefined : crashRecord(text, severity, context);
    if (severity === undefined) context.onUnsetSeverity?.(record);
    else Object.assign(record, severityFields(severity));
    return record;
  };
}
